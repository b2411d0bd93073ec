package dev.hibi;

import java.awt.Graphics2D;
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
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Image files to plain RGB arrays, by the readers of the JDK. */
final class ImageReading {
  /** Above this an image is refused before its pixels are allocated: 300 MB of RGB. */
  static final int MAX_PIXELS = 100_000_000;

  private static final int[] RGB = {0, 1, 2};

  private ImageReading() {}

  static RgbImage decode(byte[] file, String name) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException(
          "not an image: expected JPEG, PNG, BMP or GIF, found an empty file (" + name + ")");
    }
    if (JpegMarkers.isJpeg(file) && !JpegMarkers.isComplete(file)) {
      // The JDK's reader paints the missing part grey and only warns.
      throw new UnreadableImageException(
          "truncated image: expected a JPEG with an end marker, found %d bytes without one (%s)"
              .formatted(file.length, name));
    }
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UnreadableImageException(
            "not an image: expected JPEG, PNG, BMP or GIF, found %s (%s)"
                .formatted(firstBytes(file), name));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0), name);
        return JpegMarkers.isJpeg(file) && isColor(reader)
            ? readColor(reader)
            : copy(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's readers throw all kinds of unchecked exceptions on broken files.
      throw new UnreadableImageException(
          "broken image: expected %d bytes that decode, found %s (%s)"
              .formatted(file.length, complaint(e), name),
          e);
    }
  }

  private static boolean isColor(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return types.hasNext() && types.next().getBufferedImageType() == BufferedImage.TYPE_3BYTE_BGR;
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

  private static void checkSize(int width, int height, String name)
      throws UnreadableImageException {
    if ((long) width * height > MAX_PIXELS) {
      throw new UnreadableImageException(
          "image too large: expected at most %d pixels, found %dx%d (%s)"
              .formatted(MAX_PIXELS, width, height, name));
    }
  }

  static RgbImage copy(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    if (isPlain(image, BufferedImage.TYPE_3BYTE_BGR)) {
      byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      for (int i = 0; i < rgb.length; i += 3) {
        rgb[i] = bgr[i + 2];
        rgb[i + 1] = bgr[i + 1];
        rgb[i + 2] = bgr[i];
      }
    } else if (isGrey(image)) {
      copyGrey(image, rgb);
    } else {
      copyByColorModel(image, rgb);
    }
    return new RgbImage(width, height, rgb);
  }

  /** Whether the picture's array is the picture: no sub-image, no padding. */
  private static boolean isPlain(BufferedImage image, int type) {
    return image.getType() == type
        && image.getRaster().getParent() == null
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length
            == image.getWidth() * image.getHeight() * image.getRaster().getNumBands();
  }

  private static boolean isGrey(BufferedImage image) {
    int bits = image.getSampleModel().getSampleSize(0);
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && (bits == 8 || bits == 16);
  }

  /** Not by way of getRGB, whose linear grey colour space would brighten it. */
  private static void copyGrey(BufferedImage image, byte[] rgb) {
    Raster raster = image.getRaster();
    int bits = raster.getSampleModel().getSampleSize(0);
    boolean transparent = raster.getNumBands() == 2;
    int width = image.getWidth();
    int[] grey = new int[width];
    int[] alpha = new int[width];
    for (int y = 0, i = 0; y < image.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, grey);
      if (transparent) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, alpha);
      }
      for (int x = 0; x < width; x++, i += 3) {
        int value = grey[x] >> (bits - 8);
        value = transparent ? (value * (alpha[x] >> (bits - 8)) + 127) / 255 : value;
        rgb[i] = (byte) value;
        rgb[i + 1] = (byte) value;
        rgb[i + 2] = (byte) value;
      }
    }
  }

  private static void copyByColorModel(BufferedImage image, byte[] rgb) {
    BufferedImage opaque = image;
    if (image.getColorModel().hasAlpha()) {
      opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = opaque.createGraphics();
      graphics.drawImage(image, 0, 0, null);
      graphics.dispose();
    }
    int[] row = new int[opaque.getWidth()];
    for (int y = 0, i = 0; y < opaque.getHeight(); y++) {
      opaque.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int pixel : row) {
        rgb[i++] = (byte) (pixel >> 16);
        rgb[i++] = (byte) (pixel >> 8);
        rgb[i++] = (byte) pixel;
      }
    }
  }

  private static String complaint(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : "'" + e.getMessage() + "'";
  }

  private static String firstBytes(byte[] file) {
    StringBuilder hex = new StringBuilder(file.length + " bytes that begin");
    for (int i = 0; i < Math.min(4, file.length); i++) {
      hex.append(String.format(" %02x", file[i]));
    }
    return hex.toString();
  }
}
