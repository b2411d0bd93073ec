package dev.hibi.image;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * Image files to plain RGB arrays: PNG and BMP by the JDK's readers, the others by this package.
 */
final class ImageReading {
  /** Above this an image is refused before its pixels are allocated: 300 MB of RGB. */
  static final int MAX_PIXELS = 100_000_000;

  private ImageReading() {}

  static RgbImage decode(byte[] file, String name, int maxPixels) throws UnreadableImageException {
    ImageFormat format = ImageFormat.of(file, name);
    if (format == ImageFormat.JPEG) {
      JpegDecoding.check(file, name);
    }
    ImageHeader header = ImageHeader.read(file, name);
    checkSize(header, maxPixels, name);
    ImageBytes in = new ImageBytes(file, name, format.label());
    return documented(
        in,
        () ->
            ExifOrientation.upright(
                stored(file, format, in, header, maxPixels), header.orientation()));
  }

  /** A JPEG to planes as {@link ImageDecoding#planes} has it. */
  static ColorPlanes planes(byte[] file, String name, int minEdge, int maxPixels)
      throws UnreadableImageException {
    JpegDecoding.check(file, name);
    ImageHeader header = ImageHeader.read(file, name);
    checkSize(header, maxPixels, name);
    ImageBytes in = new ImageBytes(file, name, ImageFormat.JPEG.label());
    return documented(in, () -> JpegPlanes.decode(file, in, header, minEdge));
  }

  private interface Decoding<T> {
    T run() throws IOException;
  }

  /** The readers throw all kinds of unchecked exceptions on broken files. */
  private static <T> T documented(ImageBytes in, Decoding<T> decoding)
      throws UnreadableImageException {
    try {
      return decoding.run();
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableImageException(
          "broken image: expected %d bytes that decode, found %s (%s)"
              .formatted(in.length(), complaint(e), in.name()),
          e);
    }
  }

  private static RgbImage stored(
      byte[] file, ImageFormat format, ImageBytes in, ImageHeader header, int maxPixels)
      throws IOException {
    int width = header.storedWidth();
    int height = header.storedHeight();
    return switch (format) {
      case JPEG -> JpegDecoding.decode(file, in, JpegHeader.read(file, in));
      case PNG -> PngDecoding.decode(file, in, width, height);
      case BMP -> BmpDecoding.decode(file, in, width, height);
      case GIF -> GifDecoding.decode(file, in, maxPixels);
      case TIFF -> TiffDecoding.decode(file, in, width, height);
      case WEBP -> WebpDecoding.decode(file, in, width, height);
    };
  }

  /** The limit for a kind of image: fewer where a pixel needs more than 3 bytes beside its RGB. */
  private static int pixelsOf(ImageHeader header, int maxPixels) {
    boolean four = header.colorMode().startsWith("RGBA") || header.colorMode().endsWith("K");
    int bytes = (four ? 4 : 3) * (header.colorMode().endsWith("16") ? 2 : 1);
    return (int) Math.min((long) maxPixels * 6 / (bytes + 3), (Integer.MAX_VALUE - 8) / bytes);
  }

  static void checkSize(ImageHeader header, int maxPixels, String name)
      throws UnreadableImageException {
    checkSize(header.width(), header.height(), pixelsOf(header, maxPixels), name);
  }

  static void checkSize(long width, long height, int maxPixels, String name)
      throws UnreadableImageException {
    if (width > maxPixels || height > maxPixels || width * height > maxPixels) {
      throw new UnreadableImageException(
          "image too large: expected at most %d pixels, found %dx%d (%s)"
              .formatted(maxPixels, width, height, name));
    }
  }

  /**
   * The first image, once the reader has found the size in it that the header's check was of.
   * Disposes of the reader.
   */
  static BufferedImage read(ImageReader reader, byte[] file, ImageBytes in, int width, int height)
      throws IOException {
    try (StrictInput stream = new StrictInput(file)) {
      reader.setInput(stream, true, true);
      checkSame(reader, in, width, height);
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  static void checkSame(ImageReader reader, ImageBytes in, int width, int height)
      throws IOException {
    if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
      throw in.broken(
          "a first image of %dx%d".formatted(width, height),
          reader.getWidth(0) + "x" + reader.getHeight(0));
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

  static String complaint(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : "'" + e.getMessage() + "'";
  }
}
