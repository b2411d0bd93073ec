package dev.hibi.dataset.archives;

import java.io.IOException;

/**
 * A file of which any part can be read, wherever it lies: on this machine, in an object storage.
 * Not closed by those who read; thread-safe where several threads read through it.
 */
public interface ByteSource {

  /** Its length in bytes. */
  long size();

  /**
   * Reads bytes, all of which must be there.
   *
   * @param position of the first byte in the file
   * @param into receives them from its beginning
   * @throws MalformedDatasetException if the file ends before, or has changed
   * @throws IOException if it cannot be read
   */
  void read(long position, byte[] into, int length) throws IOException;

  /**
   * Compares the file with what it was, where that can be told; asked when something in it is not
   * as expected.
   *
   * @throws MalformedDatasetException if it is another
   */
  default void checkUnchanged() throws IOException {}
}
