package dev.hibi.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A decoded image: uint8 (height, width, 3), RGB, row by row.
 *
 * <p>The pixels are one plain array that callers may read without a copy; whoever makes an image
 * gives its array away. Nothing here writes to an array once it is part of an image, so images may
 * be shared between threads as long as callers do the same.
 */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * An image around an array.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param pixels width * height * 3 bytes, RGB, row by row; not copied, not to be written to again
   * @throws IllegalArgumentException if a side is below 1 or the array has another length
   */
  public RgbImage(int width, int height, byte[] pixels) {
    checkSize(width, height);
    if (pixels.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          "wrong number of bytes: expected %d for %dx%d RGB, found %d"
              .formatted(width * height * 3, width, height, pixels.length));
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /**
   * Decodes an image of up to 100,000,000 pixels.
   *
   * @param file the whole file's bytes
   * @param name what to call it in messages, such as an archive and its entry
   * @throws UnreadableImageException as {@link #decode(byte[], String, int)}
   */
  public static RgbImage decode(byte[] file, String name) throws UnreadableImageException {
    return decode(file, name, ImageReading.MAX_PIXELS);
  }

  /**
   * Decodes JPEG, PNG, BMP, GIF (first frame), TIFF (first page) or WebP (first frame): told apart
   * by content, whatever the name ends with.
   *
   * <p>The pixels are those of Pillow's {@code exif_transpose(image).convert("RGB")}: turned as the
   * orientation of EXIF or XMP says, colour profiles and gamma left aside, the alpha channel
   * dropped, grey repeated in all three channels. Of 16 bits the lower 8 are lost, for grey too,
   * which Pillow would cut off at 255.
   *
   * @param file the whole file's bytes
   * @param name what to call it in messages, such as an archive and its entry
   * @param maxPixels the limit, checked before the pixels are allocated; images of 16 bits a sample
   *     or four samples a pixel need more memory on the way, and have a lower one: they are refused
   *     if a pixel's stored bytes and its RGB come to more than 6 times the limit
   * @throws UnreadableImageException if it is no image, or broken, cut off or too large
   */
  public static RgbImage decode(byte[] file, String name, int maxPixels)
      throws UnreadableImageException {
    return new ImageDecoding(JpegDecoder.AUTO, maxPixels).rgb(file, () -> name);
  }

  /**
   * Reads and decodes a file.
   *
   * @throws UnreadableImageException as {@link #decode(byte[], String)}
   * @throws IOException if the file cannot be read
   */
  public static RgbImage read(Path file) throws IOException {
    return decode(Files.readAllBytes(file), file.toString());
  }

  /**
   * Copies a picture of any kind: transparency is laid over black, grey is repeated in all three
   * channels as it is stored (16 bits lose the lower 8).
   */
  public static RgbImage of(BufferedImage image) {
    return ImageReading.copy(image);
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** The live array: RGB, row by row. Read only. */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * This image at another size, by the triangle filter: each output pixel is the weighted mean of
   * all input pixels under it, so nothing is skipped when shrinking. Equal to Pillow's {@code
   * resize(..., BILINEAR)} to the byte.
   *
   * @return this object if it already has the size
   * @throws IllegalArgumentException if a side is below 1
   */
  public RgbImage resize(int newWidth, int newHeight) {
    checkSize(newWidth, newHeight);
    return newWidth == width && newHeight == height
        ? this
        : TriangleResize.resize(this, newWidth, newHeight);
  }

  /**
   * A copy of a rectangle of this image.
   *
   * @param x left edge in pixels, from 0
   * @param y upper edge in pixels, from 0
   * @return this object if the rectangle is the whole image
   * @throws IllegalArgumentException if a side is below 1 or the rectangle leaves the image
   */
  public RgbImage crop(int x, int y, int cropWidth, int cropHeight) {
    checkSize(cropWidth, cropHeight);
    if (x < 0 || y < 0 || x > width - cropWidth || y > height - cropHeight) {
      throw new IllegalArgumentException(
          "crop outside the image: expected a part of %dx%d, found %dx%d at (%d, %d)"
              .formatted(width, height, cropWidth, cropHeight, x, y));
    }
    if (cropWidth == width && cropHeight == height) {
      return this;
    }
    byte[] part = new byte[cropWidth * cropHeight * 3];
    for (int row = 0; row < cropHeight; row++) {
      int from = ((y + row) * width + x) * 3;
      System.arraycopy(pixels, from, part, row * cropWidth * 3, cropWidth * 3);
    }
    return new RgbImage(cropWidth, cropHeight, part);
  }

  private static void checkSize(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "bad image size: expected at least 1x1, found " + width + "x" + height);
    }
  }

  /** A copy as a picture of type {@link BufferedImage#TYPE_INT_RGB}. */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        row[x] = (pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | (pixels[i + 2] & 0xff);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + "x" + height + "]";
  }
}
