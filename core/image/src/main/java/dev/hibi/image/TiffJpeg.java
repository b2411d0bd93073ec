package dev.hibi.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Strips or tiles of JPEG (TIFF Technical Note 2). Tables that all of them share stand in a tag.
 * How colour is stored is said by TIFF's photometric interpretation, not by the markers of JPEG.
 */
final class TiffJpeg {
  private TiffJpeg() {}

  /** Samples row by row, as wide as the layout's parts; YCbCr is made RGB. */
  static byte[] decode(TiffLayout layout, byte[] part, int rows) throws IOException {
    byte[] file = whole(layout, part);
    String name = layout.in.name();
    ImageBytes in = new ImageBytes(file, name, "JPEG");
    JpegDecoding.check(file, name);
    JpegHeader header = JpegHeader.read(file, in);
    if (header.components() != layout.samplesInPart() || header.bits() != layout.bits) {
      throw layout.in.broken(
          "JPEG of %d samples of %d bits".formatted(layout.samplesInPart(), layout.bits),
          "%d of %d".formatted(header.components(), header.bits()));
    }
    if (header.width() < layout.partWidth
        || header.height() < rows
        || header.width() > layout.partWidth + 64
        || header.height() > layout.partHeight + 64) {
      throw layout.in.broken(
          "JPEG of %dx%d".formatted(layout.partWidth, rows),
          header.width() + "x" + header.height());
    }
    return cut(layout, header, samples(file, in, header), rows);
  }

  private static byte[] samples(byte[] file, ImageBytes in, JpegHeader header) throws IOException {
    return switch (header.components()) {
      case 3 -> JpegDecoding.decode(file, in, header).pixels();
      case 1, 4 -> JpegDecoding.samples(file, in);
      default -> throw in.unsupported("1, 3 or 4 components", header.components());
    };
  }

  private static byte[] cut(TiffLayout layout, JpegHeader header, byte[] samples, int rows) {
    int from = header.width() * header.components();
    int to = layout.rowBytes();
    if (from == to) {
      return samples;
    }
    byte[] cut = new byte[to * rows];
    for (int y = 0; y < rows; y++) {
      System.arraycopy(samples, y * from, cut, y * to, to);
    }
    return cut;
  }

  /** A JPEG file with the tables, and with no markers of applications but the one that is right. */
  private static byte[] whole(TiffLayout layout, byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(part.length + 1024);
    out.write(0xff);
    out.write(JpegMarkers.SOI);
    if (layout.samplesInPart() > 1) {
      JpegMarkers.writeAdobe(out, layout.photometric == TiffLayout.YCBCR ? 1 : 0);
    }
    copySegments(layout.jpegTables, out);
    int scan = copySegments(part, out);
    out.write(part, scan, part.length - scan);
    out.write(0xff);
    out.write(JpegMarkers.EOI);
    return out.toByteArray();
  }

  /** Those of tables and frame; returns where the first scan begins, or the end. */
  private static int copySegments(byte[] file, ByteArrayOutputStream out) {
    int at = JpegMarkers.nextMarker(file, 0);
    while (at < file.length) {
      int marker = file[at] & 0xff;
      if (marker == JpegMarkers.SOS) {
        return at - 1;
      }
      int body = at + 1;
      if (JpegMarkers.hasBody(marker) && body + 1 < file.length) {
        body += (file[body] & 0xff) << 8 | (file[body + 1] & 0xff);
      }
      int next = Math.min(file.length, JpegMarkers.nextMarker(file, body));
      if (JpegMarkers.hasBody(marker) && (marker < 0xe0 || marker > 0xef)) {
        out.write(file, at - 1, Math.min(body, file.length) - at + 1);
      }
      at = next;
    }
    return file.length;
  }
}
