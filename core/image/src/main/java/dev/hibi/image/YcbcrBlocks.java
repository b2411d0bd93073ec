package dev.hibi.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * YCbCr of a TIFF pixel by pixel, from blocks of luma that share one chroma (TIFF 6.0, section 21).
 */
final class YcbcrBlocks extends InputStream {
  private final InputStream in;
  private final int across;
  private final int down;
  private final byte[] blocks;
  private final byte[] rows;
  private int at;

  /**
   * Blocks.
   *
   * @param width of a strip or tile in pixels
   */
  YcbcrBlocks(InputStream in, int width, int[] subsampling) {
    this.in = in;
    this.across = subsampling[0];
    this.down = subsampling[1];
    this.blocks = new byte[(width + across - 1) / across * (across * down + 2)];
    this.rows = new byte[width * 3 * down];
    this.at = rows.length;
  }

  private boolean refill() throws IOException {
    if (in.readNBytes(blocks, 0, blocks.length) < blocks.length) {
      return false;
    }
    int width = rows.length / 3 / down;
    int size = across * down + 2;
    for (int y = 0, to = 0; y < down; y++) {
      for (int x = 0; x < width; x++, to += 3) {
        int block = x / across * size;
        rows[to] = blocks[block + y * across + x % across];
        rows[to + 1] = blocks[block + size - 2];
        rows[to + 2] = blocks[block + size - 1];
      }
    }
    at = 0;
    return true;
  }

  @Override
  public int read() throws IOException {
    return at < rows.length || refill() ? rows[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    if (at == rows.length && !refill()) {
      return -1;
    }
    int some = Math.min(count, rows.length - at);
    System.arraycopy(rows, at, into, offset, some);
    at += some;
    return some;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
