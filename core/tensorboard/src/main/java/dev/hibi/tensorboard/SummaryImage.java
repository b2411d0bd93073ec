package dev.hibi.tensorboard;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.List;

/**
 * A picture to be logged: uint8, grey, RGB or RGB with alpha, at most 2^29 bytes.
 *
 * <p>Immutable; what it is made from is copied.
 */
public final class SummaryImage {
  private static final int MAX_BYTES = 1 << 29;
  private static final int GAP = 2;
  private static final int CAPTION = 14;
  private static final byte WHITE = (byte) 255;

  private final byte[] pixels; // (height, width, channels)
  private final int height;
  private final int width;
  private final int channels;

  private SummaryImage(byte[] pixels, int height, int width, int channels) {
    this.pixels = pixels;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /**
   * A picture of the JDK's. Pixels of grey types, with alpha or without, are taken as they are (of
   * 16 bits the upper 8), all others as sRGB.
   *
   * @throws IllegalArgumentException if it is too large
   */
  public static SummaryImage of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    if (isGrey(image.getColorModel())) {
      return ofGrey(image.getRaster());
    }
    int channels = image.getColorModel().hasAlpha() ? 4 : 3;
    byte[] pixels = new byte[size(height, width, channels)];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        pixels[at++] = (byte) (argb >> 16);
        pixels[at++] = (byte) (argb >> 8);
        pixels[at++] = (byte) argb;
        if (channels == 4) {
          pixels[at++] = (byte) (argb >> 24);
        }
      }
    }
    return new SummaryImage(pixels, height, width, channels);
  }

  /** The JDK takes its grey for linear and makes it lighter where it is asked for sRGB. */
  private static boolean isGrey(ColorModel colors) {
    int type = colors.getTransferType();
    return colors instanceof ComponentColorModel
        && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
        && !colors.isAlphaPremultiplied();
  }

  private static SummaryImage ofGrey(Raster raster) {
    int channels = raster.getNumBands() == 1 ? 1 : 4;
    int shift = raster.getTransferType() == DataBuffer.TYPE_BYTE ? 0 : 8;
    byte[] pixels = new byte[size(raster.getHeight(), raster.getWidth(), channels)];
    int[] row = new int[raster.getWidth()];
    for (int c = 0; c < channels; c++) {
      int band = c == 3 ? 1 : 0;
      int at = c;
      for (int y = 0; y < raster.getHeight(); y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, band, row);
        for (int level : row) {
          pixels[at] = (byte) (level >> shift);
          at += channels;
        }
      }
    }
    return new SummaryImage(pixels, raster.getHeight(), raster.getWidth(), channels);
  }

  /**
   * A picture from bytes.
   *
   * @param pixels (height, width, channels), uint8, row by row
   * @param channels 1 grey, 3 RGB, 4 RGB and alpha
   * @throws IllegalArgumentException if the array has another length, or a size is not as said
   */
  public static SummaryImage fromHwc(byte[] pixels, int height, int width, int channels) {
    check(pixels.length, height, width, channels);
    return new SummaryImage(pixels.clone(), height, width, channels);
  }

  /**
   * A picture from bytes, one plane a channel.
   *
   * @param pixels (channels, height, width), uint8, row by row
   * @param channels 1 grey, 3 RGB, 4 RGB and alpha
   * @throws IllegalArgumentException if the array has another length, or a size is not as said
   */
  public static SummaryImage fromChw(byte[] pixels, int channels, int height, int width) {
    check(pixels.length, height, width, channels);
    byte[] copy = new byte[pixels.length];
    int plane = height * width;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        copy[i * channels + c] = pixels[c * plane + i];
      }
    }
    return new SummaryImage(copy, height, width, channels);
  }

  /**
   * A picture from floats.
   *
   * @param pixels (height, width, channels), row by row, 0 to 1; what lies outside is cut off
   * @param channels 1 grey, 3 RGB, 4 RGB and alpha
   * @throws IllegalArgumentException if the array has another length, or a size is not as said, or
   *     a pixel is NaN
   */
  public static SummaryImage fromHwc(float[] pixels, int height, int width, int channels) {
    check(pixels.length, height, width, channels);
    return new SummaryImage(bytes(pixels), height, width, channels);
  }

  /**
   * A picture from floats, one plane a channel.
   *
   * @param pixels (channels, height, width), row by row, 0 to 1; what lies outside is cut off
   * @param channels 1 grey, 3 RGB, 4 RGB and alpha
   * @throws IllegalArgumentException if the array has another length, or a size is not as said, or
   *     a pixel is NaN
   */
  public static SummaryImage fromChw(float[] pixels, int channels, int height, int width) {
    check(pixels.length, height, width, channels);
    return fromChw(bytes(pixels), channels, height, width);
  }

  /**
   * Pictures side by side, in rows: cells as large as the largest picture, {@value #GAP} pixels of
   * white between them, each picture in its cell's upper left corner. Transparent pictures stand on
   * white.
   *
   * @param images at least one
   * @param columns at least 1
   * @throws IllegalArgumentException if there is no picture or column, or the grid is too large
   */
  public static SummaryImage grid(List<SummaryImage> images, int columns) {
    return grid(images, columns, GAP);
  }

  static SummaryImage grid(List<SummaryImage> images, int columns, int gap) {
    if (images.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "bad grid: expected at least 1 image and 1 column, found %d and %d"
              .formatted(images.size(), columns));
    }
    int cellHeight = images.stream().mapToInt(SummaryImage::height).max().getAsInt();
    int cellWidth = images.stream().mapToInt(SummaryImage::width).max().getAsInt();
    int used = Math.min(columns, images.size());
    int rows = (images.size() + used - 1) / used;
    int height = Math.addExact(Math.multiplyExact(rows, cellHeight + gap), -gap);
    int width = Math.addExact(Math.multiplyExact(used, cellWidth + gap), -gap);
    int channels = images.stream().allMatch(image -> image.channels == 1) ? 1 : 3;
    SummaryImage grid = blank(height, width, channels);
    for (int i = 0; i < images.size(); i++) {
      grid.paste(images.get(i), i / used * (cellHeight + gap), i % used * (cellWidth + gap));
    }
    return grid;
  }

  /**
   * This picture above a line of text on white; a text that is too long loses its beginning.
   *
   * <p>Letters are those of the system's fonts; where it has none, capitals of our own.
   *
   * @param caption one line
   */
  public SummaryImage captioned(String caption) {
    Lettering lettering = new Lettering(CAPTION);
    BufferedImage strip = new BufferedImage(width, CAPTION, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < CAPTION; y++) {
      for (int x = 0; x < width; x++) {
        strip.setRGB(x, y, 0xffffff);
      }
    }
    lettering.draw(strip, lettering.fit(caption, width), 0, 0, 0x202020);
    SummaryImage captioned = blank(Math.addExact(height, CAPTION), width, 3);
    captioned.paste(this, 0, 0);
    captioned.paste(of(strip), height, 0);
    return captioned;
  }

  /** White; to be drawn on before anyone else sees it. */
  private static SummaryImage blank(int height, int width, int channels) {
    byte[] pixels = new byte[size(height, width, channels)];
    Arrays.fill(pixels, WHITE);
    return new SummaryImage(pixels, height, width, channels);
  }

  private void paste(SummaryImage image, int top, int left) {
    for (int y = 0; y < image.height; y++) {
      int to = ((top + y) * width + left) * channels;
      int from = y * image.width * image.channels;
      if (image.channels == channels && channels != 4) {
        System.arraycopy(image.pixels, from, pixels, to, image.width * channels);
      } else {
        for (int x = 0; x < image.width; x++) {
          for (int c = 0; c < channels; c++) {
            pixels[to + x * channels + c] = image.onWhite(from + x * image.channels, c);
          }
        }
      }
    }
  }

  private byte onWhite(int at, int channel) {
    byte value = pixels[at + Math.min(channel, channels - 1)];
    if (channels != 4) {
      return value;
    }
    int alpha = pixels[at + 3] & 0xff;
    return (byte) (((value & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
  }

  /**
   * This picture made smaller, its sides in proportion; each pixel is the mean of the area that it
   * stands for. This picture itself if neither side is longer.
   *
   * @param maxSide of the longer side, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public SummaryImage scaledTo(int maxSide) {
    if (maxSide < 1) {
      throw new IllegalArgumentException("bad size: expected at least 1 pixel, found " + maxSide);
    }
    int longer = Math.max(height, width);
    if (longer <= maxSide) {
      return this;
    }
    int newHeight = Math.max(1, Math.round((float) height * maxSide / longer));
    int newWidth = Math.max(1, Math.round((float) width * maxSide / longer));
    byte[] narrow = shrink(pixels, height, width, channels, newWidth);
    // A column of rows is a picture whose pixels are whole rows.
    return new SummaryImage(
        shrink(narrow, 1, height, newWidth * channels, newHeight), newHeight, newWidth, channels);
  }

  /** Each row of {@code length} pixels becomes one of {@code newLength}. */
  private static byte[] shrink(byte[] from, int rows, int length, int channels, int newLength) {
    byte[] to = new byte[rows * newLength * channels];
    double step = (double) length / newLength;
    for (int i = 0; i < newLength; i++) {
      double left = i * step;
      double right = Math.min(length, (i + 1) * step);
      for (int row = 0; row < rows; row++) {
        for (int c = 0; c < channels; c++) {
          double sum = 0;
          for (int j = (int) left; j < right; j++) {
            double share = Math.min(right, j + 1) - Math.max(left, j);
            sum += share * (from[(row * length + j) * channels + c] & 0xff);
          }
          to[(row * newLength + i) * channels + c] = (byte) Math.round(sum / (right - left));
        }
      }
    }
    return to;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** 1 grey, 3 RGB, 4 RGB and alpha. */
  public int channels() {
    return channels;
  }

  /** A whole PNG file of 8 bits a channel. */
  public byte[] png() {
    return PngFile.encode(pixels, height, width, channels);
  }

  private static byte[] bytes(float[] pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      float value = pixels[i];
      if (Float.isNaN(value)) {
        throw new IllegalArgumentException(
            "bad pixel: expected a number from 0 to 1, found NaN at index " + i);
      }
      bytes[i] = (byte) Math.round(Math.max(0, Math.min(1, value)) * 255);
    }
    return bytes;
  }

  private static void check(int length, int height, int width, int channels) {
    if (channels != 1 && channels != 3 && channels != 4) {
      throw new IllegalArgumentException("bad channels: expected 1, 3 or 4, found " + channels);
    }
    int expected = size(height, width, channels);
    if (length != expected) {
      throw new IllegalArgumentException(
          "wrong number of pixels: expected %d for %dx%d in %d channels, found %d"
              .formatted(expected, width, height, channels, length));
    }
  }

  private static int size(int height, int width, int channels) {
    if (height < 1 || width < 1 || (double) height * width * channels > MAX_BYTES) {
      throw new IllegalArgumentException(
          "bad image size: expected 1x1 pixels to %d bytes, found %dx%d in %d channels"
              .formatted(MAX_BYTES, width, height, channels));
    }
    return height * width * channels;
  }
}
