package dev.hibi.client.transfer;

/**
 * How far a transfer is. Bytes that have to be sent again are taken back, so that numbers may fall.
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
public record TransferProgress(
    String file,
    long fileBytes,
    long fileTotal,
    long bytes,
    long total,
    int filesDone,
    int files) {}
