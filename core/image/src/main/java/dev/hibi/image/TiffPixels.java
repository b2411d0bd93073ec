package dev.hibi.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/**
 * A rectangle of a TIFF's page as it is stored: only the strips or tiles that it touches are read.
 * Of 16 bits the lower 8 are lost.
 */
final class TiffPixels {
  private final TiffLayout layout;
  private final TiffParts parts;
  private final int x;
  private final int y;
  private final int width;
  private final int height;

  /** How many of a pixel's samples are wanted, and where they go. */
  private final int bands;

  private final byte[] samples;

  private TiffPixels(TiffLayout layout, TiffParts parts, int x, int y, int width, int height) {
    this.layout = layout;
    this.parts = parts;
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
    this.bands = bands(layout);
    this.samples = new byte[width * height * bands];
  }

  private static int bands(TiffLayout layout) {
    return switch (layout.photometric) {
      case TiffLayout.RGB -> layout.premultiplied ? 4 : 3;
      case TiffLayout.YCBCR -> 3;
      case TiffLayout.CMYK -> 4;
      default -> layout.premultiplied ? 2 : 1;
    };
  }

  /** Reads and converts. */
  static RgbImage read(TiffLayout layout, int x, int y, int width, int height) throws IOException {
    return read(layout, new TiffParts(layout, false), x, y, width, height);
  }

  /** As {@link #read(TiffLayout, int, int, int, int)}, of parts that may be open already. */
  static RgbImage read(TiffLayout layout, TiffParts parts, int x, int y, int width, int height)
      throws IOException {
    TiffPixels pixels = new TiffPixels(layout, parts, x, y, width, height);
    pixels.read();
    return new TiffColors(layout, pixels.bands).toRgb(pixels.samples, width, height);
  }

  private void read() throws IOException {
    int planes = layout.planar ? bands : 1;
    for (int row = y / layout.partHeight; row <= (y + height - 1) / layout.partHeight; row++) {
      for (int column = x / layout.partWidth;
          column <= (x + width - 1) / layout.partWidth;
          column++) {
        for (int plane = 0; plane < planes; plane++) {
          readPart(row, column, plane);
        }
      }
    }
  }

  private void readPart(int row, int column, int plane) throws IOException {
    int part = (plane * layout.down + row) * layout.across + column;
    try {
      readPart(part, row * layout.partHeight, column * layout.partWidth, plane);
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableImageException(
          "broken image: expected part %d of a TIFF to decode, found '%s' (%s)"
              .formatted(part, e.getMessage(), layout.in.name()),
          e);
    }
  }

  private void readPart(int part, int top, int left, int plane) throws IOException {
    int from = Math.max(y, top);
    int to = Math.min(y + height, top + layout.rowsOf(part));
    InputStream rows = parts.rows(part, from - top);
    try {
      take(part, rows, top, from, to, left, plane);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
    parts.giveBack(part, to - top, rows);
  }

  private void take(int part, InputStream rows, int top, int from, int to, int left, int plane)
      throws IOException {
    byte[] row = new byte[layout.rowBytes()];
    for (int line = from; line < to; line++) {
      int found = TiffParts.read(rows, row);
      if (found < row.length) {
        throw layout.truncated(part, (long) row.length * (line - top) + found);
      }
      if (layout.predicted) {
        parts.undoPredictor(row);
      }
      take(row, line, left, plane);
    }
  }

  /** From a row of a strip or tile to where its samples belong. */
  private void take(byte[] row, int line, int left, int plane) {
    int first = Math.max(x, left);
    int end = Math.min(x + width, left + layout.partWidth);
    int step = layout.samplesInPart();
    int to = ((line - y) * width + first - x) * bands + plane;
    int taken = layout.planar ? 1 : bands;
    if (layout.bits == 8 && taken == step && taken == bands) {
      System.arraycopy(row, (first - left) * step, samples, to, (end - first) * step);
      return;
    }
    for (int column = first - left; column < end - left; column++, to += bands) {
      for (int band = 0; band < taken; band++) {
        samples[to + band] = sample(row, column * step + band);
      }
    }
  }

  /** Fewer than 8 bits as they are, of more the upper 8. */
  private byte sample(byte[] row, int index) {
    return switch (layout.bits) {
      case 8 -> row[index];
      case 16 -> row[2 * index + (layout.order == ByteOrder.BIG_ENDIAN ? 0 : 1)];
      default -> (byte) packed(row, (long) index * layout.bits);
    };
  }

  private int packed(byte[] row, long bit) {
    int value = 0;
    for (int i = 0; i < Math.min(8, layout.bits); i++, bit++) {
      value = value << 1 | (row[(int) (bit >> 3)] >> (7 - (bit & 7)) & 1);
    }
    return value;
  }
}
