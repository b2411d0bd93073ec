package dev.hibi.image;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The name of an image format that is not read, by its first bytes. HEIF (ISO/IEC 23008-12) begins
 * with a box "ftyp": its length, the type, the major brand, a version, and compatible brands.
 */
final class ForeignFormat {
  private static final int MAX_BRANDS_END = 256;

  private ForeignFormat() {}

  static Optional<String> of(ImageBytes in) {
    if (in.has(4, "ftyp")) {
      return ofBrands(in);
    }
    if (in.has(0, "\u00ff\n") || in.has(4, "JXL \r\n\u0087\n")) {
      return Optional.of("JPEG XL");
    }
    if (in.has(0, "\u00ffO\u00ffQ") || in.has(4, "jP  \r\n\u0087\n")) {
      return Optional.of("JPEG 2000");
    }
    return in.has(0, "8BPS") ? Optional.of("a Photoshop document") : Optional.empty();
  }

  private static Optional<String> ofBrands(ImageBytes in) {
    if (hasBrand(in, "avif") || hasBrand(in, "avis")) {
      return Optional.of("AVIF");
    }
    for (String brand : new String[] {"heic", "heix", "heim", "heis", "hevc", "hevx"}) {
      if (hasBrand(in, brand)) {
        return Optional.of("HEIC, as phones take");
      }
    }
    return hasBrand(in, "mif1") || hasBrand(in, "msf1") ? Optional.of("HEIF") : Optional.empty();
  }

  private static boolean hasBrand(ImageBytes in, String brand) {
    long end = MAX_BRANDS_END;
    try {
      end = Math.min(end, in.u32(0, ByteOrder.BIG_ENDIAN));
    } catch (UnreadableImageException e) {
      return false;
    }
    for (int at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
      if (in.has(at, brand)) {
        return true;
      }
    }
    return false;
  }
}
