package dev.hibi.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a page of a TIFF is laid out: strips or tiles, their compression, and what their samples
 * mean. What this module cannot read is refused here, by name.
 */
final class TiffLayout {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int PHOTOMETRIC = 262;
  static final int SAMPLES = 277;
  static final int EXTRA_SAMPLES = 338;

  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;
  static final int YCBCR = 6;

  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int T4_OPTIONS = 292;
  private static final int T6_OPTIONS = 293;
  private static final int PREDICTOR = 317;
  private static final int COLOR_MAP = 320;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;
  private static final int JPEG_TABLES = 347;
  private static final int COEFFICIENTS = 529;
  private static final int SUBSAMPLING = 530;
  private static final int REFERENCE = 532;
  private static final int NO_DATA = 42_113;
  private static final int MAX_SAMPLES = 1024;
  private static final int ASSOCIATED = 1;

  /** What one row of a strip or tile may have at most. */
  private static final long MAX_ROW = 1 << 28;

  final TiffSource in;
  final ByteOrder order;
  final int width;
  final int height;
  final int bits;
  final int samples;
  final int photometric;
  final boolean premultiplied;
  final boolean planar;

  /** What the samples are of a strip or tile that the file leaves out. */
  final int nothing;

  final TiffCompression compression;
  final int compressionTag;
  final long faxOptions;
  final boolean predicted;
  final boolean bitsReversed;
  final byte[] palette;
  final byte[] jpegTables;
  final int[] subsampling;
  final double[] coefficients;
  final double[] reference;
  final boolean tiled;
  final int partWidth;
  final int partHeight;
  final int across;
  final int down;
  private final long[] offsets;
  private final long[] counts;

  TiffLayout(TiffSource in, TiffDirectory directory, int width, int height)
      throws UnreadableImageException {
    this.in = in;
    this.order = directory.order();
    this.width = width;
    this.height = height;
    this.compressionTag = (int) directory.number(COMPRESSION, 1);
    this.compression = TiffCompression.of(directory.number(COMPRESSION, 1), in);
    this.photometric = (int) directory.number(PHOTOMETRIC, WHITE_IS_ZERO);
    this.samples = samples(directory);
    checkFormat(directory);
    this.bits = bits(directory);
    this.planar = directory.number(PLANAR, 1) == 2 && samples > 1;
    this.premultiplied = isPremultiplied(directory);
    this.nothing = nothing(directory);
    this.faxOptions = directory.number(compressionTag == 4 ? T6_OPTIONS : T4_OPTIONS, 0);
    this.predicted = compression.predicts() && isPredicted(directory);
    this.bitsReversed = directory.number(FILL_ORDER, 1) == 2;
    this.palette = photometric == PALETTE ? palette(directory) : new byte[0];
    this.jpegTables = directory.bytes(JPEG_TABLES);
    this.subsampling = subsampling(directory);
    this.coefficients = directory.fractions(COEFFICIENTS);
    this.reference = directory.fractions(REFERENCE);

    this.tiled = directory.count(TILE_OFFSETS) > 0;
    long partWidth = tiled ? directory.number(TILE_WIDTH, 0) : width;
    long partHeight =
        tiled
            ? directory.number(TILE_HEIGHT, 0)
            : Math.min(height, directory.number(ROWS_PER_STRIP, height));
    if (partWidth < 1 || partHeight < 1) {
      throw in.broken("strips or tiles of at least 1x1", partWidth + "x" + partHeight);
    }
    long row = partWidth > MAX_ROW ? partWidth : (partWidth * samplesInPart() * bits + 7) / 8;
    if (row > MAX_ROW || partHeight > Integer.MAX_VALUE) {
      throw in.unsupported(
          "rows of up to " + MAX_ROW + " bytes", row + " in tiles of " + partHeight + " rows");
    }
    this.partWidth = (int) partWidth;
    this.partHeight = (int) partHeight;
    this.across = (int) ((width + partWidth - 1) / partWidth);
    this.down = (int) ((height + partHeight - 1) / partHeight);
    this.offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    this.counts = directory.numbers(tiled ? TILE_BYTES : STRIP_BYTES);
    checkParts();
  }

  private int samples(TiffDirectory directory) throws UnreadableImageException {
    long found = directory.number(SAMPLES, 1);
    int fewest =
        switch (photometric) {
          case WHITE_IS_ZERO, BLACK_IS_ZERO, PALETTE -> 1;
          case RGB, YCBCR -> 3;
          case CMYK -> 4;
          default ->
              throw in.unsupported(
                  "grey, RGB, palette, CMYK or YCbCr", "photometric interpretation " + photometric);
        };
    if (found < fewest || found > MAX_SAMPLES) {
      throw in.unsupported(fewest + " to " + MAX_SAMPLES + " samples a pixel", found);
    }
    if (fewest == 1 && found > 2) {
      // which of them are to be shown is not said
      throw in.unsupported("grey with at most one sample beside it", found + " samples");
    }
    if (photometric == YCBCR && found > 3) {
      throw in.unsupported("YCbCr of three samples", found);
    }
    return (int) found;
  }

  private int bits(TiffDirectory directory) throws UnreadableImageException {
    long[] all = directory.numbers(BITS);
    long found = all.length == 0 ? 1 : all[0];
    int most = photometric == PALETTE || photometric == YCBCR ? 8 : 16;
    boolean fax = compression == TiffCompression.FAX && found != 1;
    boolean jpeg = compression == TiffCompression.JPEG && found != 8;
    boolean halves = photometric == YCBCR && found != 8;
    if (found < 1 || found > most || fax || jpeg || halves) {
      String expected = fax ? "1 bit" : jpeg || halves ? "8 bits" : "1 to " + most + " bits";
      throw in.unsupported(expected + " a sample", found);
    }
    if (Arrays.stream(all).limit(samples).anyMatch(other -> other != found)) {
      throw in.unsupported("as many bits in each sample", Arrays.toString(all));
    }
    return (int) found;
  }

  private void checkFormat(TiffDirectory directory) throws UnreadableImageException {
    long stored = directory.number(BITS, 1);
    long format = directory.number(SAMPLE_FORMAT, 1);
    boolean signedBytes = format == 2 && stored == 8;
    if (format != 1 && format != 4 && !signedBytes) {
      String found =
          switch ((int) format) {
            case 2 -> "signed numbers of " + stored + " bits";
            case 3 -> "floating point of " + stored + " bits";
            default -> "sample format " + format;
          };
      throw in.unsupported("whole numbers without a sign", found);
    }
  }

  private boolean isPremultiplied(TiffDirectory directory) throws UnreadableImageException {
    boolean extra = samples > (photometric == RGB ? 3 : 1) && photometric <= RGB;
    return extra && directory.number(EXTRA_SAMPLES, 0) == ASSOCIATED;
  }

  /** GDAL's value of absent pixels, in text. */
  private int nothing(TiffDirectory directory) throws UnreadableImageException {
    String text = new String(directory.bytesIfSound(NO_DATA), StandardCharsets.ISO_8859_1);
    return bits == 8 && text.matches("[0-9]{1,3}\0?")
        ? Integer.parseInt(text.replace("\0", ""))
        : 0;
  }

  private boolean isPredicted(TiffDirectory directory) throws UnreadableImageException {
    long predictor = directory.number(PREDICTOR, 1);
    boolean predicted = predictor == 2;
    if ((predictor != 1 && !predicted) || (predicted && bits != 8 && bits != 16)) {
      throw in.unsupported(
          "predictor 1, or 2 of 8 or 16 bits", "%d of %d bits".formatted(predictor, bits));
    }
    return predicted;
  }

  /** Three bytes a colour, from all reds, all greens and all blues of 16 bits. */
  private byte[] palette(TiffDirectory directory) throws UnreadableImageException {
    long[] stored = directory.numbers(COLOR_MAP);
    int colors = stored.length / 3;
    byte[] palette = new byte[3 * Math.min(256, colors)];
    if (palette.length == 0) {
      throw in.broken("a palette", "none");
    }
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (byte) (stored[i % 3 * colors + i / 3] >> 8);
    }
    return palette;
  }

  private int[] subsampling(TiffDirectory directory) throws UnreadableImageException {
    long[] stored = directory.numbers(SUBSAMPLING);
    if (photometric != YCBCR || compression == TiffCompression.JPEG) {
      return new int[] {1, 1}; // JPEG has its own
    }
    long across = stored.length > 1 ? stored[0] : 2;
    long down = stored.length > 1 ? stored[1] : 2;
    boolean sound = (across == 1 || across == 2 || across == 4) && down >= 1 && down <= across;
    if (!sound || (directory.number(PLANAR, 1) == 2 && across > 1)) {
      throw in.unsupported("chroma 1, 2 or 4 times as wide as luma", across + "x" + down);
    }
    return new int[] {(int) across, (int) down};
  }

  private void checkParts() throws UnreadableImageException {
    long expected = (long) across * down * (planar ? samples : 1);
    boolean surplus = compression == TiffCompression.NONE && offsets.length > expected;
    if (offsets.length < expected || surplus) { // with what is more Pillow draws over the picture
      throw in.broken(expected + " strips or tiles", offsets.length);
    }
  }

  /** Of each pixel, in one strip or tile. */
  int samplesInPart() {
    return planar ? 1 : samples;
  }

  int rowsOf(int part) {
    int row = part / across % down;
    return tiled ? partHeight : Math.min(partHeight, height - row * partHeight);
  }

  int rowBytes() {
    return (int) (((long) partWidth * samplesInPart() * bits + 7) / 8);
  }

  /** Whether the file leaves out a strip or tile. */
  boolean isAbsent(int part) {
    return offsets[part] == 0 && (part >= counts.length || counts[part] == 0);
  }

  long offset(int part) {
    return offsets[part];
  }

  /** Where it is not said it is all that follows. */
  long count(int part) throws UnreadableImageException {
    long count = part < counts.length ? counts[part] : 0;
    in.require(offsets[part], count);
    return count == 0 ? in.length() - offsets[part] : count;
  }

  /** That the file can have as many pixels as it says, before memory is taken for them. */
  void checkLengths() throws UnreadableImageException {
    for (int part = 0; part < across * down * (planar ? samples : 1); part++) {
      if (!isAbsent(part)) {
        long needed = (long) rowBytes() * Math.min(rowsOf(part), height);
        long expansion = compression.expansion();
        long found = Math.min(count(part), Long.MAX_VALUE / expansion) * expansion;
        if (photometric != YCBCR && needed > found) {
          throw truncated(part, found);
        }
      }
    }
  }

  UnreadableImageException truncated(int part, long found) {
    return new UnreadableImageException(
        "truncated image: expected %d bytes of pixels in part %d of a TIFF, found %d (%s)"
            .formatted((long) rowBytes() * rowsOf(part), part, found, in.name()));
  }
}
