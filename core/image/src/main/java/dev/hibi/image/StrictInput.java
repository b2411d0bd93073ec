package dev.hibi.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A file's bytes for an image reader, with a hard end. A reader may take an end of file for zeros,
 * bit by bit and without end; reading some bytes ahead is its right.
 */
final class StrictInput extends MemoryCacheImageInputStream {
  private static final int READS_AHEAD = 200;

  private int readsPastTheEnd;

  StrictInput(byte[] file) {
    super(new ByteArrayInputStream(file));
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return checked(super.read(into, offset, length));
  }

  private int checked(int result) throws IOException {
    if (result < 0 && ++readsPastTheEnd > READS_AHEAD) {
      throw new IOException("an end of file before the last pixel");
    }
    return result;
  }
}
