package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;

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
    if (header.headerLength() == BmpHeader.OS2_LONG && header.compression() > BmpHeader.RLE4) {
      throw in.unsupported("compression 0 to 2 below OS/2's header", header.compression());
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
    byte[] known = header.headerLength() == BmpHeader.OS2_LONG ? asWindows(file, header) : file;
    BufferedImage image =
        ImageReading.read(JdkReader.of(ImageFormat.BMP), known, in, width, height);
    return header.bits() > 8 ? StoredPixels.color(image.getRaster()) : ImageReading.copy(image);
  }

  /** Without what OS/2 has behind the fields of Windows' header, which the JDK does not know. */
  private static byte[] asWindows(byte[] file, BmpHeader header) {
    int more = BmpHeader.OS2_LONG - BmpHeader.WINDOWS;
    int from = BmpHeader.FILE_HEADER + BmpHeader.OS2_LONG;
    ByteBuffer shorter = ByteBuffer.allocate(file.length - more).order(LITTLE_ENDIAN);
    shorter.put(file, 0, from - more).put(file, from, file.length - from);
    shorter.putInt(10, (int) header.pixelsAt() - more);
    shorter.putInt(BmpHeader.FILE_HEADER, BmpHeader.WINDOWS);
    return shorter.array();
  }
}
