package dev.hibi.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.InflaterInputStream;

/**
 * The strips or tiles of a TIFF as streams of their rows, each row of whole bytes. One that was not
 * read to its end may stay open, so that who comes back for the rows below does not decode those
 * above again.
 */
final class TiffParts implements Closeable {
  private final TiffLayout layout;
  private final TiffSource in;
  private final boolean keeps;
  private final Map<Integer, Begun> begun = new HashMap<>();

  /** A part of which the rows above one were read. */
  private record Begun(InputStream rows, int line) {}

  /**
   * Of a page.
   *
   * @param keeps whether parts stay open between reads, until this is closed
   */
  TiffParts(TiffLayout layout, boolean keeps) {
    this.layout = layout;
    this.in = layout.in;
    this.keeps = keeps;
  }

  /**
   * The rows of a part from one on; they may end too early. The predictor is still to be undone.
   *
   * @param line of the part, from 0
   */
  InputStream rows(int part, int line) throws IOException {
    Begun kept = begun.remove(part);
    if (kept != null && kept.line > line) {
      kept.rows.close();
      kept = null;
    }
    InputStream rows = kept == null ? open(part) : kept.rows;
    int from = kept == null ? 0 : kept.line;
    if (!skip(rows, (long) layout.rowBytes() * (line - from))) {
      rows.close();
      throw layout.truncated(part, 0);
    }
    return rows;
  }

  /**
   * Takes back what {@link #rows} gave.
   *
   * @param line of the part, up to which it was read
   */
  void giveBack(int part, int line, InputStream rows) throws IOException {
    if (keeps && line < layout.rowsOf(part)) {
      begun.put(part, new Begun(rows, line));
    } else {
      rows.close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Begun part : begun.values()) {
      part.rows.close(); // of memory and of no file: does not fail
    }
    begun.clear();
  }

  private InputStream open(int part) throws IOException {
    if (layout.isAbsent(part)) {
      return new Same(layout.nothing);
    }
    long at = layout.offset(part);
    long count = layout.count(part);
    int rows = layout.rowsOf(part);
    if (layout.compression == TiffCompression.JPEG) {
      return new ByteArrayInputStream(TiffJpeg.decode(layout, in.copy(at, count), rows));
    }
    InputStream stored = in.stream(at, count);
    InputStream ordered = layout.bitsReversed ? new Reversed(stored) : stored;
    InputStream bytes =
        switch (layout.compression) {
          case NONE, JPEG -> ordered;
          case FAX ->
              new ByteArrayInputStream(TiffFax.decode(layout, ordered.readAllBytes(), rows));
          case LZW -> Lzw.ofTiff(ordered);
          case DEFLATE -> new InflaterInputStream(ordered);
          case PACK_BITS -> new PackBits(new BufferedInputStream(ordered));
        };
    boolean blocks = layout.photometric == TiffLayout.YCBCR && !layout.planar;
    return blocks ? new YcbcrBlocks(bytes, layout.partWidth, layout.subsampling) : bytes;
  }

  /**
   * Goes over rows.
   *
   * @return whether they are there
   */
  private static boolean skip(InputStream rows, long byteCount) throws IOException {
    try {
      rows.skipNBytes(byteCount);
      return true;
    } catch (EOFException e) {
      return false;
    }
  }

  /** Reads up to a row; fewer bytes where the part ends. */
  static int read(InputStream rows, byte[] row) throws IOException {
    int done = 0;
    try {
      int some;
      while (done < row.length && (some = rows.read(row, done, row.length - done)) > 0) {
        done += some;
      }
    } catch (EOFException e) {
      return done; // Deflate's way to say so
    }
    return done;
  }

  /** Each sample is stored as what it differs by from the one before in its row. */
  void undoPredictor(byte[] row) {
    int step = layout.samplesInPart();
    if (layout.bits == 8) {
      for (int i = step; i < row.length; i++) {
        row[i] += row[i - step];
      }
      return;
    }
    int high = layout.order == ByteOrder.BIG_ENDIAN ? 0 : 1;
    for (int i = 2 * step; i + 1 < row.length; i += 2) {
      int value = sample(row, i, high) + sample(row, i - 2 * step, high);
      row[i + high] = (byte) (value >> 8);
      row[i + 1 - high] = (byte) value;
    }
  }

  private static int sample(byte[] row, int at, int high) {
    return (row[at + high] & 0xff) << 8 | (row[at + 1 - high] & 0xff);
  }

  /** For a strip or tile that a file leaves out. */
  private static final class Same extends InputStream {
    private final int value;

    Same(int value) {
      this.value = value;
    }

    @Override
    public int read() {
      return value & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      Arrays.fill(into, offset, offset + count, (byte) value);
      return count;
    }

    @Override
    public long skip(long count) {
      return count;
    }
  }

  /** The lowest bit of each byte first. */
  private static final class Reversed extends InputStream {
    private final InputStream in;

    Reversed(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      return b < 0 ? b : Integer.reverse(b) >>> 24;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      int some = in.read(into, offset, count);
      for (int i = offset; i < offset + some; i++) {
        into[i] = (byte) (Integer.reverse(into[i]) >>> 24);
      }
      return some;
    }

    @Override
    public long skip(long count) throws IOException {
      return in.skip(count);
    }
  }
}
