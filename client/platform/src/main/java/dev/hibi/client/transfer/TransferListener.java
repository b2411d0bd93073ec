package dev.hibi.client.transfer;

/** Hears how far a transfer is. */
@FunctionalInterface
public interface TransferListener {

  /**
   * Some time has passed or a file is done. Called by the transfer's threads, one at a time; it
   * should return soon. What it throws ends the transfer.
   */
  void onProgress(Progress progress);

  /**
   * How far a transfer is. Bytes that have to be sent again are taken back, so that numbers may
   * fall.
   *
   * @param file the one that has moved
   * @param fileBytes of it that were moved
   * @param fileTotal of it; 0 as long as that is not known
   * @param bytes of all files that were moved
   * @param total of all files whose size is known; it grows while files are fetched whose sizes the
   *     server does not tell beforehand
   * @param filesDone how many are done
   * @param files how many there are
   */
  record Progress(
      String file,
      long fileBytes,
      long fileTotal,
      long bytes,
      long total,
      int filesDone,
      int files) {}
}
