package dev.hibi.image;

import java.util.Arrays;
import java.util.List;

/**
 * An image as bytes channel by channel, each channel in a resolution of its own.
 *
 * @param model what the planes are
 * @param planes one for grey, otherwise three, in the order of the model's name
 */
public record ColorPlanes(Model model, List<Plane> planes) {

  /** What the planes hold: luma and chroma are those of JFIF (ITU-R BT.601, full range). */
  public enum Model {
    /** Luma alone. */
    GREY,
    /** Luma, blue difference, red difference. */
    YCBCR,
    /** Red, green, blue. */
    RGB
  }

  /**
   * One channel, uint8, row by row.
   *
   * <p>Each row begins {@code stride} bytes after the one before it. The stride is a multiple of 8
   * and the array goes on to the end of the last row's stride, so eight pixels may be read at once.
   */
  public static final class Plane {
    final byte[] bytes;
    final int offset;
    final int stride;
    final int width;
    final int height;

    final double extentX;
    final double extentY;

    Plane(byte[] bytes, int offset, int width, int height, double extentX, double extentY) {
      this.bytes = bytes;
      this.offset = offset;
      this.stride = stride(width);
      this.width = width;
      this.height = height;
      this.extentX = extentX;
      this.extentY = extentY;
    }

    static int stride(int width) {
      return (width + 7) & ~7;
    }

    /** The live array, which other planes may share. Read only. */
    public byte[] bytes() {
      return bytes;
    }

    /** Where the first row begins in {@link #bytes}. */
    public int offset() {
      return offset;
    }

    /** Bytes from row to row, a multiple of 8. */
    public int stride() {
      return stride;
    }

    /** Pixels of a row. */
    public int width() {
      return width;
    }

    /** Number of rows. */
    public int height() {
      return height;
    }

    /** How many of this plane's pixels the whole image is wide; a part of one may lack. */
    public double extentX() {
      return extentX;
    }

    /** How many of this plane's pixels the whole image is high; a part of one may lack. */
    public double extentY() {
      return extentY;
    }

    private Plane in(byte[] other) {
      return new Plane(other, offset, width, height, extentX, extentY);
    }
  }

  /** Copies the list. */
  public ColorPlanes {
    planes = List.copyOf(planes);
  }

  /** Plane by plane what an image holds pixel by pixel. */
  public static ColorPlanes of(RgbImage image) {
    int width = image.width();
    int height = image.height();
    int stride = Plane.stride(width);
    int size = Math.multiplyExact(stride, height);
    byte[] bytes = new byte[Math.multiplyExact(3, size)];
    byte[] pixels = image.pixels();
    for (int y = 0, i = 0; y < height; y++) {
      int red = y * stride;
      for (int x = 0; x < width; x++, i += 3) {
        bytes[red + x] = pixels[i];
        bytes[red + size + x] = pixels[i + 1];
        bytes[red + 2 * size + x] = pixels[i + 2];
      }
    }
    return new ColorPlanes(
        Model.RGB,
        List.of(
            new Plane(bytes, 0, width, height, width, height),
            new Plane(bytes, size, width, height, width, height),
            new Plane(bytes, 2 * size, width, height, width, height)));
  }

  /** Bytes that this image holds, of an array that it may share. */
  public int byteCount() {
    Plane last = planes.get(planes.size() - 1);
    return last.offset + last.stride * last.height;
  }

  /** A copy whose array is its own. */
  public ColorPlanes copy() {
    byte[] own = Arrays.copyOf(planes.get(0).bytes, byteCount());
    return new ColorPlanes(model, planes.stream().map(plane -> plane.in(own)).toList());
  }
}
