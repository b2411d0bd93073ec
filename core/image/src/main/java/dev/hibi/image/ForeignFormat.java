package dev.hibi.image;

import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;

/**
 * The name of an image format that is not read, by its first bytes. HEIF (ISO/IEC 23008-12) begins
 * with a box "ftyp": its length, the type, the major brand, a version, and compatible brands.
 */
final class ForeignFormat {
  private static final int MAX_BRANDS_END = 256;
  private static final String TGA_FOOTER = "TRUEVISION-XFILE.\0";
  private static final String RAW_FILE = "a camera's raw file";

  /** Of Fujifilm, Panasonic, Olympus, Canon, Sigma and Minolta; most others begin like TIFF. */
  private static final Set<String> RAW =
      Set.of("FUJIFILMCCD-RAW", "IIU\0", "IIRO", "IIRS", "MMOR", "II\u001a\0", "FOVb", "\0MRM");

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
    if (in.has(0, "8BPS")) {
      return Optional.of("a Photoshop document");
    }
    if (isPortableMap(in)) {
      return Optional.of("PPM, PGM or PBM");
    }
    if (in.has(in.length() - TGA_FOOTER.length(), TGA_FOOTER)) {
      return Optional.of("TGA");
    }
    return RAW.stream().anyMatch(start -> in.has(0, start))
        ? Optional.of(RAW_FILE)
        : Optional.empty();
  }

  /** P and a digit, then numbers or a comment, in text. */
  private static boolean isPortableMap(ImageBytes in) {
    try {
      boolean kind = in.has(0, "P") && in.u8(1) >= '1' && in.u8(1) <= '6';
      boolean blank = kind && (in.u8(2) == '\n' || in.u8(2) == ' ');
      return blank && (in.u8(3) == '#' || (in.u8(3) >= '0' && in.u8(3) <= '9'));
    } catch (UnreadableImageException e) {
      return false;
    }
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
    if (hasBrand(in, "crx ")) {
      return Optional.of(RAW_FILE);
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
