package dev.hibi.client.transfer;

/** Hears how far a transfer is. */
@FunctionalInterface
public interface TransferListener {

  /**
   * Some time has passed or a file is done. Called by the transfer's threads, one at a time; it
   * should return soon. What it throws ends the transfer.
   */
  void onProgress(TransferProgress progress);
}
