package dev.hibi.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * Strips or tiles of the codes of facsimile: compression 2, rows of run lengths that begin with a
 * byte (TIFF 6.0, section 10); 3, ITU-T T.4 in one or two dimensions; 4, ITU-T T.6.
 *
 * <p>A row is kept as the positions where its colour changes; it begins with white.
 */
final class TiffFax {
  private static final int BYTE_ROWS = 2;
  private static final int T6 = 4;
  private static final int TWO_DIMENSIONS = 1;
  private static final int UNCOMPRESSED = 2;
  private static final int EOL_ZEROS = 11;

  private final int compression;
  private final boolean twoDimensions;
  private final byte[] codes;
  private final int width;
  private long at; // of bits
  private int[] above;
  private int[] row;
  private int changes;

  private TiffFax(TiffLayout layout, byte[] codes) {
    this.compression = layout.compressionTag;
    this.twoDimensions = (layout.faxOptions & TWO_DIMENSIONS) != 0;
    this.codes = codes;
    this.width = layout.partWidth;
    this.above = new int[width + 4];
    this.row = new int[width + 4];
    Arrays.fill(above, width);
  }

  /** Rows of bits, 1 for black; fewer than asked for where the codes end. */
  static byte[] decode(TiffLayout layout, byte[] codes, int rows) throws IOException {
    long options = layout.compressionTag == BYTE_ROWS ? 0 : layout.faxOptions;
    if ((options & UNCOMPRESSED) != 0) {
      throw layout.in.unsupported("CCITT without its uncompressed mode", "options " + options);
    }
    TiffFax fax = new TiffFax(layout, codes);
    int size = layout.rowBytes();
    byte[] bits = new byte[size * rows];
    for (int y = 0; y < rows; y++) {
      if (!fax.nextRow()) {
        return Arrays.copyOf(bits, y * size);
      }
      fax.paint(bits, y * size);
    }
    return bits;
  }

  /** False at the end. */
  private boolean nextRow() throws IOException {
    changes = 0;
    boolean flat = compression != T6;
    if (compression == BYTE_ROWS) {
      at = (at + 7) & ~7L;
    } else if (compression != T6) {
      boolean marked = skipEndOfLine();
      if (twoDimensions) {
        if (!marked) {
          throw new IOException("no end of line before a row");
        }
        flat = take(1) == 1;
      }
      if (marked && peek(EOL_ZEROS + 1) == 1) {
        return false; // a second one in a row: the page ends
      }
    }
    if (at >= codes.length * 8L) {
      return false;
    }
    boolean whole = flat ? readRuns() : readModes();
    int[] swapped = above;
    Arrays.fill(row, changes, row.length, width);
    above = row;
    row = swapped;
    return whole;
  }

  /** Eleven zeros or more, and a one. */
  private boolean skipEndOfLine() {
    if (peek(EOL_ZEROS) != 0) {
      return false;
    }
    while (at < codes.length * 8L && peek(1) == 0) {
      at++;
    }
    at++;
    return true;
  }

  private boolean readRuns() throws IOException {
    int position = 0;
    boolean black = false;
    while (position < width) {
      int run = run(black);
      if (run < 0) {
        return false;
      }
      position += run;
      change(position);
      black = !black;
    }
    return true;
  }

  /** -1 at the end. */
  private int run(boolean black) throws IOException {
    int total = 0;
    int run;
    do {
      int bits = peek(FaxCodes.MOST_BITS);
      FaxCodes table = black ? FaxCodes.BLACK : FaxCodes.WHITE;
      at += table.length(bits);
      if (at > codes.length * 8L) {
        return -1;
      }
      if (table.length(bits) == 0) {
        if (at + FaxCodes.MOST_BITS > codes.length * 8L) {
          return -1;
        }
        throw new IOException("no code of a run in bits " + Integer.toBinaryString(bits));
      }
      run = table.run(bits);
      total += run;
    } while (run >= 64 && total <= width);
    return total;
  }

  private boolean readModes() throws IOException {
    int position = -1;
    int index = 0; // of the row above
    boolean black = false;
    while (position < width) {
      index = (Math.max(0, index - 2) & ~1) + (black ? 1 : 0);
      while (above[index] <= position && above[index] < width) {
        index += 2;
      }
      int bits = peek(7);
      if (at >= codes.length * 8L) {
        return false;
      }
      if (bits >> 3 == 1) { // pass
        at += 4;
        position = above[index + 1];
      } else if (bits >> 4 == 1) { // horizontal
        at += 3;
        int first = run(black);
        int second = first < 0 ? -1 : run(!black);
        if (second < 0) {
          return false;
        }
        change(Math.max(0, position) + first);
        position = Math.max(0, position) + first + second;
        change(position);
      } else {
        int to = above[index] + vertical(bits);
        if (to < position || to < 0) {
          throw new IOException("a change to the left of the one before");
        }
        position = to;
        change(position);
        black = !black;
      }
    }
    return true;
  }

  private int vertical(int bits) throws IOException {
    if (bits >> 6 == 1) {
      at += 1;
      return 0;
    }
    int length = bits >> 5 == 1 ? 3 : bits >> 2 == 0 ? 7 : 6;
    if (bits >> 1 == 0) {
      if (at + 24 >= codes.length * 8L || peek(EOL_ZEROS + 1) == 1) {
        throw new IOException("an end of the codes before the last row");
      }
      throw new IOException("no code of a mode in bits " + Integer.toBinaryString(bits));
    }
    at += length;
    int distance = length == 3 ? 1 : length == 6 ? 2 : 3;
    boolean right = (bits >> (7 - length) & 1) == 1;
    return right ? distance : -distance;
  }

  private void change(int position) throws IOException {
    if (position > width) {
      throw new IOException("a row of more than " + width + " pixels");
    }
    if (changes > 0 && row[changes - 1] == position) {
      changes--; // nothing lay between
    } else {
      row[changes++] = position;
    }
  }

  private void paint(byte[] bits, int from) {
    for (int i = 0; above[i] < width; i += 2) {
      for (int x = above[i]; x < above[i + 1]; x++) {
        bits[from + (x >> 3)] |= (byte) (0x80 >> (x & 7));
      }
    }
  }

  private int take(int count) {
    int bits = peek(count);
    at += count;
    return bits;
  }

  /** Zeros past the end. */
  private int peek(int count) {
    int bits = 0;
    int first = (int) (at >> 3);
    for (int i = first; i < first + 4; i++) {
      bits = bits << 8 | (i < codes.length ? codes[i] & 0xff : 0);
    }
    return bits << (at & 7) >>> (32 - count);
  }
}
