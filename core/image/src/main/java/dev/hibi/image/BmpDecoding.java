package dev.hibi.image;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** The pixels of a BMP, by the JDK's reader, once its header is known not to lie about sizes. */
final class BmpDecoding {
  private BmpDecoding() {}

  static RgbImage decode(byte[] file, ImageBytes in, int width, int height) throws IOException {
    BmpHeader header = BmpHeader.read(in);
    if (header.colors() > 256) {
      throw in.broken("at most 256 colours", header.colors());
    }
    if (header.pixelsAt() < header.paletteEnd()) {
      throw in.broken("pixels at %d or behind".formatted(header.paletteEnd()), header.pixelsAt());
    }
    boolean plain = header.compression() == BmpHeader.RGB;
    if (plain || header.compression() == BmpHeader.BIT_FIELDS) {
      long row = (header.width() * header.bits() + 31) / 32 * 4;
      in.require(header.pixelsAt(), row * Math.abs(header.height()));
    } else if (header.compression() <= BmpHeader.RLE4) {
      int bits = header.compression() == BmpHeader.RLE8 ? 8 : 4;
      if (header.bits() != bits) {
        throw in.broken("runs of %d bits".formatted(bits), header.bits());
      }
    } else {
      throw in.unsupported("compression 0 to 3", header.compression());
    }
    BufferedImage image = ImageReading.read(JdkReader.of(ImageFormat.BMP), file, in, width, height);
    return header.bits() > 8 ? StoredPixels.color(image.getRaster()) : ImageReading.copy(image);
  }
}
