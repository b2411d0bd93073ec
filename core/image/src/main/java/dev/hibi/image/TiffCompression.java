package dev.hibi.image;

import java.util.Map;

/** How the strips or tiles of a TIFF are compressed, by the number in its tag. */
enum TiffCompression {
  NONE,
  FAX,
  LZW,
  DEFLATE,
  PACK_BITS,
  JPEG;

  private static final Map<Long, String> UNSUPPORTED =
      Map.ofEntries(
          Map.entry(6L, "JPEG of the old style"),
          Map.entry(9L, "JBIG"),
          Map.entry(10L, "JBIG"),
          Map.entry(32771L, "CCITT RLE by words"),
          Map.entry(32809L, "ThunderScan"),
          Map.entry(32908L, "Pixar film"),
          Map.entry(32909L, "Pixar log"),
          Map.entry(33003L, "JPEG 2000"),
          Map.entry(33004L, "JPEG 2000"),
          Map.entry(33005L, "JPEG 2000"),
          Map.entry(34661L, "JBIG"),
          Map.entry(34676L, "SGI log"),
          Map.entry(34677L, "SGI log"),
          Map.entry(34712L, "JPEG 2000"),
          Map.entry(34887L, "LERC"),
          Map.entry(34892L, "lossy JPEG of DNG"),
          Map.entry(34925L, "LZMA"),
          Map.entry(34926L, "Zstandard"),
          Map.entry(34927L, "WebP"),
          Map.entry(34934L, "JPEG XR"),
          Map.entry(48129L, "JPEG XR"),
          Map.entry(50000L, "Zstandard"),
          Map.entry(50001L, "WebP"),
          Map.entry(50002L, "JPEG XL"),
          Map.entry(52546L, "JPEG XL"));

  static TiffCompression of(long tag, TiffSource in) throws UnreadableImageException {
    return switch ((int) tag) {
      case 1 -> NONE;
      case 2, 3, 4 -> FAX;
      case 5 -> LZW;
      case 7 -> JPEG;
      case 8, 32946 -> DEFLATE;
      case 32773 -> PACK_BITS;
      default ->
          throw in.unsupported(
              "no compression, CCITT, LZW, JPEG, Deflate or PackBits",
              "compression " + tag + nameOf(tag));
    };
  }

  private static String nameOf(long tag) {
    String name = UNSUPPORTED.get(tag);
    return name == null ? "" : ", " + name;
  }

  /** How many bytes a compressed one can stand for at most. */
  long expansion() {
    return switch (this) {
      case NONE -> 1;
      case PACK_BITS -> 64;
      case DEFLATE -> 1032;
      case LZW -> 4096;
      case FAX, JPEG -> Integer.MAX_VALUE;
    };
  }

  /** Whether a predictor may have been at work before. */
  boolean predicts() {
    return this == LZW || this == DEFLATE;
  }
}
