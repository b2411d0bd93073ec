package dev.hibi.image;

import java.io.IOException;

/** The pixels of a TIFF's first page as they are stored. */
final class TiffDecoding {
  private TiffDecoding() {}

  static RgbImage decode(byte[] file, ImageBytes in, int width, int height) throws IOException {
    TiffSource source = TiffSource.of(file, in.name(), in.format());
    TiffLayout layout = new TiffLayout(source, TiffDirectory.ofFile(source), width, height);
    layout.checkLengths();
    return TiffPixels.read(layout, 0, 0, width, height);
  }
}
