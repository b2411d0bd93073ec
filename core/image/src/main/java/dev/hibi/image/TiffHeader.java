package dev.hibi.image;

import java.nio.ByteOrder;

/** The first directory of a TIFF file (TIFF 6.0). Further pages are not looked at. */
final class TiffHeader {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int PHOTOMETRIC = 262;
  static final int SAMPLES = 277;
  static final int EXTRA_SAMPLES = 338;

  private TiffHeader() {}

  static ImageHeader read(ImageBytes in) throws UnreadableImageException {
    TiffDirectory directory = directory(in);
    int orientation = ExifOrientation.of(directory.number(ExifOrientation.TAG, 1));
    long width = directory.number(WIDTH, 0);
    long height = directory.number(HEIGHT, 0);
    return ImageHeader.of(in, width, height, colorMode(in, directory), orientation);
  }

  static TiffDirectory directory(ImageBytes in) throws UnreadableImageException {
    ByteOrder order = TiffDirectory.order(in, 0);
    if (in.u16(2, order) != 42) {
      throw in.unsupported("version 42", "BigTIFF, version " + in.u16(2, order));
    }
    return TiffDirectory.first(in, 0, order);
  }

  private static String colorMode(ImageBytes in, TiffDirectory directory)
      throws UnreadableImageException {
    int photometric = (int) directory.number(PHOTOMETRIC, -1);
    boolean extra = directory.count(EXTRA_SAMPLES) > 0;
    String mode =
        switch (photometric) {
          case 0, 1 -> extra ? "grey+alpha" : "grey";
          case 2 -> extra ? "RGBA" : "RGB";
          case 3 -> "palette";
          case 5 -> "CMYK";
          case 6 -> "RGB"; // YCbCr
          default -> throw in.unsupported("grey, RGB, palette, CMYK or YCbCr", found(photometric));
        };
    return ImageHeader.withBits(mode, (int) directory.number(BITS, 1));
  }

  private static String found(int photometric) {
    return photometric < 0 ? "no colour" : "photometric interpretation " + photometric;
  }
}
