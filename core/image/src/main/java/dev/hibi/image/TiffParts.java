package dev.hibi.image;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The strips or tiles of a TIFF page. The JDK's reader leaves black what a short one does not fill;
 * here their lengths are checked first, for all compressions but JPEG and fax.
 */
final class TiffParts {
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;

  private static final int COMPRESSION = 259;
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int YCBCR = 6;

  private final ImageBytes in;
  private final TiffDirectory directory;
  private final boolean tiled;
  private final long width;
  private final long height;
  private final long planes;
  private final long across;
  private final long rows;

  TiffParts(ImageBytes in, TiffDirectory directory, long width, long height)
      throws UnreadableImageException {
    this.in = in;
    this.directory = directory;
    this.tiled = directory.count(TILE_OFFSETS) > 0;
    this.height = height;
    this.width = tiled ? directory.number(TILE_WIDTH, 0) : width;
    this.rows =
        tiled
            ? directory.number(TILE_HEIGHT, 0)
            : Math.min(height, directory.number(ROWS_PER_STRIP, height));
    if (this.width < 1 || rows < 1) {
      throw in.broken("strips or tiles of at least 1x1", this.width + "x" + rows);
    }
    this.across = (width + this.width - 1) / this.width;
    boolean planar = directory.number(PLANAR, 1) == 2;
    this.planes = planar ? directory.number(TiffHeader.SAMPLES, 1) : 1;
  }

  void check() throws UnreadableImageException {
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int counts = tiled ? TILE_BYTES : STRIP_BYTES;
    long down = (height + rows - 1) / rows;
    long expected = across * down * planes;
    if (directory.count(offsets) < expected || directory.count(counts) < expected) {
      throw in.broken(
          expected + " strips or tiles",
          Math.min(directory.count(offsets), directory.count(counts)));
    }
    for (int i = 0; i < expected; i++) {
      long at = directory.number(offsets, i, 0);
      long count = directory.number(counts, i, 0);
      in.require(at, count);
      checkLength(i, at, count, tiled ? rows : Math.min(rows, height - i % down * rows));
    }
  }

  private void checkLength(int part, long at, long count, long partRows)
      throws UnreadableImageException {
    if (directory.number(TiffHeader.PHOTOMETRIC, -1) == YCBCR) {
      return; // its colours may be halved
    }
    long samples = planes > 1 ? 1 : directory.number(TiffHeader.SAMPLES, 1);
    long row = (width * samples * directory.number(TiffHeader.BITS, 1) + 7) / 8;
    long expected = row * partRows;
    long found =
        switch ((int) directory.number(COMPRESSION, 1)) {
          case 1 -> count;
          case 5 -> lzw(in.copy(at, at + count), expected);
          case 8, 32946 -> inflated(in.copy(at, at + count), expected);
          case 32773 -> unpacked(in.copy(at, at + count));
          default -> expected;
        };
    if (found < expected) {
      throw new UnreadableImageException(
          "truncated image: expected %d bytes of pixels in part %d of a TIFF, found %d (%s)"
              .formatted(expected, part, found, in.name()));
    }
  }

  private static long lzw(byte[] codes, long expected) {
    boolean old = codes.length > 1 && codes[0] == 0 && (codes[1] & 1) == 1;
    return old ? expected : LzwLength.ofTiff(codes);
  }

  private static long inflated(byte[] data, long expected) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      byte[] scratch = new byte[8192];
      int count = 1;
      while (inflater.getBytesWritten() < expected && count > 0) {
        count = inflater.inflate(scratch);
      }
      return inflater.getBytesWritten();
    } catch (DataFormatException e) {
      return inflater.getBytesWritten();
    } finally {
      inflater.end();
    }
  }

  /** Of PackBits: a count byte n, then n + 1 bytes, or for n below 0 one byte 1 - n times. */
  private static long unpacked(byte[] data) {
    long total = 0;
    int at = 0;
    while (at < data.length) {
      int count = data[at];
      if (count >= 0) {
        total += Math.min(count + 1, data.length - at - 1);
        at += count + 2;
      } else {
        total += count == -128 || at + 1 == data.length ? 0 : 1 - count;
        at += count == -128 ? 1 : 2;
      }
    }
    return total;
  }
}
