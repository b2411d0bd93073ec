package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;

/**
 * The pixels of a PNG as they are stored, by the JDK's reader. It is given only the chunks that
 * hold the pixels, so that no profile, text or transparency has a say.
 */
final class PngDecoding {
  private final ImageBytes in;
  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private byte[] palette = new byte[0];

  private PngDecoding(byte[] file, ImageBytes in) {
    this.file = file;
    this.in = in;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  static RgbImage decode(byte[] file, ImageBytes in, int width, int height) throws IOException {
    PngDecoding png = new PngDecoding(file, in);
    png.keepChunks();
    Raster raster =
        ImageReading.read(JdkReader.of(ImageFormat.PNG), png.kept.toByteArray(), in, width, height)
            .getRaster();
    return switch (in.u8(25)) {
      case 0, 4 -> StoredPixels.grey(raster);
      case 3 -> StoredPixels.palette(raster, png.palette);
      default -> StoredPixels.color(raster);
    };
  }

  private void keepChunks() throws UnreadableImageException {
    kept.write(file, 0, PngHeader.FIRST_CHUNK);
    long at = PngHeader.FIRST_CHUNK;
    boolean ended = false;
    while (!ended) {
      if (at + PngHeader.CHUNK_OVERHEAD > in.length()
          || at + PngHeader.CHUNK_OVERHEAD + in.u32(at, BIG_ENDIAN) > in.length()) {
        throw new UnreadableImageException(
            "truncated image: expected a PNG with an end chunk, found %d bytes without one (%s)"
                .formatted(in.length(), in.name()));
      }
      int length = (int) in.u32(at, BIG_ENDIAN);
      keep((int) at, length);
      ended = in.has(at + 4, "IEND");
      at += PngHeader.CHUNK_OVERHEAD + length;
    }
  }

  private void keep(int at, int length) throws UnreadableImageException {
    boolean colors = in.has(at + 4, "PLTE");
    if (!colors && !in.has(at + 4, "IHDR") && !in.has(at + 4, "IDAT") && !in.has(at + 4, "IEND")) {
      return;
    }
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, length + 4);
    long stored = in.u32(at + 8L + length, BIG_ENDIAN);
    if (crc.getValue() != stored) {
      throw in.broken("chunks of CRC %08x".formatted(stored), "%08x".formatted(crc.getValue()));
    }
    if (colors) {
      palette = in.copy(at + 8L, at + 8L + length);
    }
    if (!colors || in.u8(25) == 3) {
      kept.write(file, at, length + PngHeader.CHUNK_OVERHEAD);
    }
  }
}
