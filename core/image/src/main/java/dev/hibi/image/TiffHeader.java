package dev.hibi.image;

/** The first directory of a TIFF file (TIFF 6.0). Further pages are not looked at. */
final class TiffHeader {
  private static final int XMP = 700;

  private TiffHeader() {}

  static ImageHeader read(byte[] file, ImageBytes in) throws UnreadableImageException {
    TiffSource source = TiffSource.of(file, in.name(), in.format());
    return read(source, TiffDirectory.ofFile(source));
  }

  static ImageHeader read(TiffSource in, TiffDirectory directory) throws UnreadableImageException {
    long width = directory.number(TiffLayout.WIDTH, 0);
    long height = directory.number(TiffLayout.HEIGHT, 0);
    ImageBytes messages = new ImageBytes(new byte[0], in.name(), ImageFormat.TIFF.label());
    return ImageHeader.of(
        messages, width, height, colorMode(in, directory), orientation(directory));
  }

  private static int orientation(TiffDirectory directory) throws UnreadableImageException {
    int orientation = directory.orientation();
    return orientation == 0 ? ExifOrientation.inXmp(directory.bytesIfSound(XMP)) : orientation;
  }

  private static String colorMode(TiffSource in, TiffDirectory directory)
      throws UnreadableImageException {
    int photometric = (int) directory.number(TiffLayout.PHOTOMETRIC, TiffLayout.WHITE_IS_ZERO);
    boolean extra = directory.count(TiffLayout.EXTRA_SAMPLES) > 0;
    String mode =
        switch (photometric) {
          case TiffLayout.WHITE_IS_ZERO, TiffLayout.BLACK_IS_ZERO -> extra ? "grey+alpha" : "grey";
          case TiffLayout.RGB -> extra ? "RGBA" : "RGB";
          case TiffLayout.PALETTE -> "palette";
          case TiffLayout.CMYK -> "CMYK";
          case TiffLayout.YCBCR -> "RGB";
          default ->
              throw in.unsupported(
                  "grey, RGB, palette, CMYK or YCbCr", "photometric interpretation " + photometric);
        };
    return ImageHeader.withBits(mode, (int) directory.number(TiffLayout.BITS, 1));
  }
}
