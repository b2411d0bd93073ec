package dev.hibi.image;

/** Decodes the blocks of one scan, one after the other. */
interface JpegEntropy {
  /** Forgets what came before: at the beginning and at each restart marker. */
  void reset();

  /**
   * Decodes a block.
   *
   * @param part its component's place in the scan
   * @param block receives coefficients in the order of the picture, from {@code at}; those of a
   *     sequential scan are 0 before
   * @throws UnreadableImageException if the data are no such block
   */
  void block(int part, short[] block, int at) throws UnreadableImageException;
}
