package dev.hibi.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The orientation tag of EXIF (CIPA DC-008, 4.6.5) and of XMP (tiff:Orientation), which says how
 * the stored pixels are to be mirrored and turned to be seen upright. Where it is looked for, and
 * which one counts, is as in Pillow's exif_transpose.
 */
final class ExifOrientation {
  static final int UPRIGHT = 1;
  static final int TAG = 274;

  private static final String PREFIX = "Exif\0\0";
  private static final Set<String> HEADERS =
      Set.of("II*\0", "MM\0*", "II\0*", "MM*\0"); // the latter two are read, too

  /** XMP's own, as an attribute or as an element. */
  private static final Pattern IN_XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  private ExifOrientation() {}

  /**
   * 1 to 8. What is broken is as good as absent, since the pixels are sound without it.
   *
   * @param exif of all segments, one after the other, with its prefix, even twice, or without
   * @param xmp has a say where EXIF has none; empty if there is none
   */
  static int read(byte[] exif, byte[] xmp) {
    if (base(exif) == exif.length) {
      return inXmp(xmp);
    }
    Optional<TiffSource> tiff = tiff(exif);
    if (tiff.isEmpty()) {
      return UPRIGHT;
    }
    try {
      int orientation = TiffDirectory.ofExif(tiff.get()).orientation();
      return orientation == 0 ? inXmp(xmp) : orientation;
    } catch (UnreadableImageException e) {
      return UPRIGHT;
    }
  }

  /** The TIFF that EXIF is; empty if it is none. */
  static Optional<TiffSource> tiff(byte[] exif) {
    ImageBytes in = new ImageBytes(exif, "", "EXIF");
    int base = base(exif);
    return HEADERS.stream().anyMatch(header -> in.has(base, header))
        ? Optional.of(TiffSource.of(Arrays.copyOfRange(exif, base, exif.length), "", "EXIF"))
        : Optional.empty();
  }

  private static int base(byte[] exif) {
    ImageBytes in = new ImageBytes(exif, "", "EXIF");
    int base = 0;
    while (base < 2 * PREFIX.length() && in.has(base, PREFIX)) {
      base += PREFIX.length();
    }
    return base;
  }

  /** 1 to 8, 1 if XMP says nothing. */
  static int inXmp(byte[] xmp) {
    Matcher matcher = IN_XMP.matcher(new String(xmp, StandardCharsets.ISO_8859_1));
    return matcher.find() ? of(Integer.parseInt(matcher.group(1))) : UPRIGHT;
  }

  static int of(long value) {
    return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
  }

  /** Whether the upper left pixel as seen is one of the last column as stored. */
  static boolean isFromRight(int orientation) {
    return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  }

  /** Whether the upper left pixel as seen is one of the last row as stored. */
  static boolean isFromBelow(int orientation) {
    return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  }

  /** The image as it is to be seen. */
  static RgbImage upright(RgbImage stored, int orientation) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    boolean swapped = orientation > 4;
    boolean fromRight = isFromRight(orientation);
    boolean fromBelow = isFromBelow(orientation);
    int width = stored.width();
    int height = stored.height();
    int alongX = fromRight ? -1 : 1;
    int alongY = fromBelow ? -width : width;
    int corner = (fromRight ? width - 1 : 0) + (fromBelow ? width * (height - 1) : 0);
    return swapped
        ? gather(stored.pixels(), corner, alongY, alongX, height, width)
        : gather(stored.pixels(), corner, alongX, alongY, width, height);
  }

  /** An image whose pixel (x, y) is the stored one number corner + x * stepX + y * stepY. */
  private static RgbImage gather(
      byte[] stored, int corner, int stepX, int stepY, int width, int height) {
    byte[] pixels = new byte[stored.length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (corner + x * stepX + y * stepY) * 3;
        pixels[to++] = stored[from];
        pixels[to++] = stored[from + 1];
        pixels[to++] = stored[from + 2];
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
