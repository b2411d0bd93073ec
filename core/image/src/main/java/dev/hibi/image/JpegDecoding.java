package dev.hibi.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The pixels of a JPEG as they are stored, by the JDK's reader. */
final class JpegDecoding {
  /** A progressive file has some ten; each costs a walk over all pixels. */
  static final int MAX_SCANS = 100;

  private static final int[] RGB = {0, 1, 2};
  private static final int COMMENT = 0xfe;

  private JpegDecoding() {}

  /** What holds for every decoder: the file has an end, and not too many scans. */
  static void check(byte[] file, String name) throws UnreadableImageException {
    OptionalInt scans = JpegMarkers.scans(file);
    if (scans.isEmpty()) {
      // The JDK's reader paints the missing part grey and only warns.
      throw new UnreadableImageException(
          "truncated image: expected a JPEG with an end marker, found %d bytes without one (%s)"
              .formatted(file.length, name));
    }
    if (scans.getAsInt() > MAX_SCANS) {
      throw new UnreadableImageException(
          "broken image: expected at most %d scans in a JPEG, found %d (%s)"
              .formatted(MAX_SCANS, scans.getAsInt(), name));
    }
  }

  /** The stored pixels, not yet turned upright. */
  static RgbImage decode(byte[] file, ImageBytes in, JpegHeader header) throws IOException {
    return header.components() == 4 ? readFourInks(file, in, header) : readPlain(file, in, header);
  }

  private static RgbImage readFourInks(byte[] file, ImageBytes in, JpegHeader header)
      throws IOException {
    return read(
        file,
        in,
        header,
        reader -> CmykConversion.ofJpeg(reader.readRaster(0, null), header.ycck()));
  }

  /** Grey or colour. */
  private static RgbImage readPlain(byte[] file, ImageBytes in, JpegHeader header)
      throws IOException {
    return header.components() == 1
        ? read(file, in, header, reader -> StoredPixels.grey(reader.readRaster(0, null)))
        : read(file, in, header, JpegDecoding::readColor);
  }

  private interface Pixels {
    RgbImage of(ImageReader reader) throws IOException;
  }

  private static RgbImage read(byte[] file, ImageBytes in, JpegHeader header, Pixels pixels)
      throws IOException {
    ImageReader reader = JdkReader.of(ImageFormat.JPEG);
    List<String> losses = new ArrayList<>();
    try (MemoryCacheImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(withoutProfiles(file, header)))) {
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (losses.isEmpty() && tellsOfLoss(warning)) {
              losses.add(warning);
            }
          });
      reader.setInput(stream, true, true);
      ImageReading.checkSame(reader, in, header.width(), header.height());
      RgbImage image = pixels.of(reader);
      if (!losses.isEmpty()) {
        throw in.broken("undamaged data", "'" + losses.get(0) + "'");
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** libjpeg goes on after damage and paints something; it warns of harmless things too. */
  static boolean tellsOfLoss(String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    return lower.contains("premature end")
        || lower.contains("bad huffman code")
        || lower.contains("instead of rst");
  }

  /** Straight into RGB order: a third faster than by way of the reader's own BGR. */
  private static RgbImage readColor(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    byte[] rgb = new byte[width * height * 3];
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(rgb, rgb.length), width, height, width * 3, 3, RGB, null);
    ImageReadParam param = reader.getDefaultReadParam();
    param.setDestination(new BufferedImage(colorModel(), raster, false, null));
    reader.read(0, param);
    return new RgbImage(width, height, rgb);
  }

  private static ColorModel colorModel() {
    return new ComponentColorModel(
        ColorSpace.getInstance(ColorSpace.CS_sRGB),
        false,
        false,
        Transparency.OPAQUE,
        DataBuffer.TYPE_BYTE);
  }

  /**
   * The file with no application segments before its scans but one of Adobe's that says how colour
   * is stored. The JDK's reader would apply some colour profiles, fail on others, and takes some
   * files without markers for RGB that libjpeg's rules take for YCbCr.
   */
  private static byte[] withoutProfiles(byte[] file, JpegHeader header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 16);
    out.write(0xff);
    out.write(JpegMarkers.SOI);
    if (header.components() > 1) {
      int transform =
          header.components() == 4 ? (header.ycck() ? 2 : 0) : header.storedAsRgb() ? 0 : 1;
      JpegMarkers.writeAdobe(out, transform);
    }
    int at = JpegMarkers.nextMarker(file, 2);
    while (at < file.length && (file[at] & 0xff) != JpegMarkers.SOS) {
      int marker = file[at] & 0xff;
      int body = at + 1;
      if (JpegMarkers.hasBody(marker) && body + 1 < file.length) {
        body += (file[body] & 0xff) << 8 | (file[body + 1] & 0xff);
      }
      int next = JpegMarkers.nextMarker(file, body);
      if (!isApplications(marker)) {
        out.write(file, at - 1, next - at);
      }
      at = next;
    }
    out.write(file, at - 1, file.length - at + 1);
    return out.toByteArray();
  }

  private static boolean isApplications(int marker) {
    return (marker >= 0xe0 && marker <= 0xef) || marker == COMMENT;
  }
}
