package dev.hibi.dataset.preparation;

import dev.hibi.ImageSpec;
import dev.hibi.image.ColorPlanes;
import dev.hibi.image.ColorPlanes.Plane;
import java.util.Arrays;

/**
 * A view of an image as a square of bytes by channel, and from there as floats.
 *
 * <p>Chroma is kept at half the size, as most JPEG files have it beside their luma.
 *
 * <p>Holds memory that is used again for the next image; not thread-safe.
 */
final class SquareView {
  private static final int MAX_PLANES = 3;

  /** Where 0 lies in tables of values that may leave 0 to 255 on either side. */
  private static final int ZERO = 384;

  private static final int TABLE = 1024;
  private static final int LANE_BITS = 20;
  private static final int FIXED_BITS = 16;
  private static final int ROUNDED_ZERO = (ZERO << FIXED_BITS) + (1 << (FIXED_BITS - 1));
  private static final int LUMA_RED = 19595;
  private static final int LUMA_GREEN = 38470;
  private static final int LUMA_BLUE = 7471;
  private static final long LUMA = 1 | 1L << LANE_BITS | 1L << (2 * LANE_BITS);

  private final int size;
  private final int stride;
  private final PlaneResize resize;
  private final PlaneResize resizeChroma;
  private final byte[][] planes = new byte[MAX_PLANES][];
  private final long[] blueDifference = new long[256];
  private final long[] redDifference = new long[256];
  private final float[][] tables = new float[ImageSpec.CHANNELS][TABLE];
  private ColorPlanes.Model model = ColorPlanes.Model.GREY;

  SquareView(int size) {
    this.size = size;
    this.stride = PlaneResize.stride(size);
    this.resize = new PlaneResize(size);
    this.resizeChroma = new PlaneResize(size / 2);
  }

  /** Whether luma and chroma can be taken: an odd size has no half. */
  static boolean takesYcbcr(int size) {
    return size % 2 == 0;
  }

  /** Takes a part of an image, before it is laid. */
  void take(ColorPlanes image, View view) {
    model = image.model();
    boolean halves = model == ColorPlanes.Model.YCBCR;
    ResizeTaps columns = null;
    ResizeTaps rows = null;
    for (int p = 0; p < image.planes().size(); p++) {
      Plane plane = image.planes().get(p);
      int edge = halves && p > 0 ? size / 2 : size;
      if (columns == null || rows == null || (halves && p == 1)) { // else as those before it
        double x = view.x() * plane.extentX();
        double y = view.y() * plane.extentY();
        columns = ResizeTaps.of(plane.width(), x, view.width() * plane.extentX(), edge);
        rows = ResizeTaps.of(plane.height(), y, view.height() * plane.extentY(), edge);
      }
      if (planes[p] == null) {
        planes[p] = new byte[stride * stride];
      }
      (edge == size ? resize : resizeChroma).resize(plane, columns, rows, planes[p]);
    }
  }

  /** Mean luminance by the weights of ITU-R BT.601, 0 to 1. */
  double meanLuminance() {
    double mean =
        model == ColorPlanes.Model.RGB
            ? 0.299 * mean(planes[0]) + 0.587 * mean(planes[1]) + 0.114 * mean(planes[2])
            : mean(planes[0]);
    return mean / 255;
  }

  private double mean(byte[] plane) {
    long sum = 0;
    for (int x = 0; x < size; x++) {
      for (int i = x * stride; i < x * stride + size; i++) {
        sum += plane[i] & 0xff;
      }
    }
    return (double) sum / ((long) size * size);
  }

  /**
   * Writes the square, adjusted and laid: float32 (size, size, 3), red first.
   *
   * @param normalization mean and std by channel
   */
  void write(
      ColorAdjustment color,
      Orientation orientation,
      ImageSpec normalization,
      float[] out,
      int offset) {
    fillTables(color, normalization);
    Steps steps = Steps.of(orientation, size);
    switch (model) {
      case GREY -> writeGrey(steps, out, offset);
      case YCBCR -> {
        fillDifferences(color.saturation());
        writeYcbcr(steps, Steps.of(orientation, size / 2), out, offset);
      }
      case RGB -> writeRgb(color.saturation(), steps, out, offset);
    }
  }

  /** How to walk over a plane, which lies column by column, so that it comes out laid. */
  private record Steps(int start, int down, int right) {
    static Steps of(Orientation orientation, int size) {
      int start = position(orientation, size, 0, 0);
      return new Steps(
          start,
          position(orientation, size, 1, 0) - start,
          position(orientation, size, 0, 1) - start);
    }

    private static int position(Orientation orientation, int size, int y, int x) {
      return orientation.column(size, y, x) * PlaneResize.stride(size)
          + orientation.row(size, y, x);
    }
  }

  /** What becomes of each value; those outside 0 to 255 are clipped here. */
  private void fillTables(ColorAdjustment color, ImageSpec normalization) {
    float gain = (float) (color.gain() / 255);
    float offset = (float) color.offset();
    for (int c = 0; c < ImageSpec.CHANNELS; c++) {
      float mean = normalization.mean().get(c);
      float std = normalization.std().get(c);
      float[] table = tables[c];
      for (int v = 0; v < 256; v++) {
        table[ZERO + v] = (Math.max(0, Math.min(1, v * gain + offset)) - mean) / std;
      }
      Arrays.fill(table, 0, ZERO, table[ZERO]);
      Arrays.fill(table, ZERO + 256, TABLE, table[ZERO + 255]);
    }
  }

  private void writeGrey(Steps steps, float[] out, int offset) {
    byte[] grey = planes[0];
    for (int y = 0, o = offset; y < size; y++) {
      int i = steps.start + y * steps.down;
      for (int x = 0; x < size; x++, i += steps.right, o += 3) {
        write((ZERO + (grey[i] & 0xff)) * LUMA, out, o);
      }
    }
  }

  /** One pixel, whose channels lie side by side in the lanes of a long. */
  private void write(long rgb, float[] out, int o) {
    out[o] = tables[0][(int) rgb & (TABLE - 1)];
    out[o + 1] = tables[1][(int) (rgb >>> LANE_BITS) & (TABLE - 1)];
    out[o + 2] = tables[2][(int) (rgb >>> (2 * LANE_BITS)) & (TABLE - 1)];
  }

  /** Four pixels of luma for each of chroma. */
  private void writeYcbcr(Steps luma, Steps chroma, float[] out, int offset) {
    byte[] y = planes[0];
    byte[] cb = planes[1];
    byte[] cr = planes[2];
    int down = luma.down;
    int right = luma.right;
    int row = size * 3;
    for (int v = 0; v < size / 2; v++) {
      int i = luma.start + 2 * v * down;
      int j = chroma.start + v * chroma.down;
      int o = offset + 2 * v * row;
      for (int u = 0; u < size / 2; u++) {
        long color = blueDifference[cb[j] & 0xff] + redDifference[cr[j] & 0xff];
        write((y[i] & 0xff) * LUMA + color, out, o);
        write((y[i + right] & 0xff) * LUMA + color, out, o + 3);
        write((y[i + down] & 0xff) * LUMA + color, out, o + row);
        write((y[i + down + right] & 0xff) * LUMA + color, out, o + row + 3);
        i += 2 * right;
        j += chroma.right;
        o += 6;
      }
    }
  }

  /** What chroma adds to luma, as JFIF has it; beyond the limits it makes no difference. */
  private void fillDifferences(double saturation) {
    int red = fixed(1.402 * saturation);
    int greenOfRed = fixed(-0.714136 * saturation);
    int greenOfBlue = fixed(-0.344136 * saturation);
    int blue = fixed(1.772 * saturation);
    for (int v = 0; v < 256; v++) {
      int difference = v - 128;
      long one = (long) ZERO + clipped(blue * difference, 255);
      long two = (long) ZERO + clipped(greenOfBlue * difference, 176); // both greens: ZERO at most
      blueDifference[v] = ZERO + (two << LANE_BITS) + (one << (2 * LANE_BITS));
      two = clipped(greenOfRed * difference, 208);
      redDifference[v] = clipped(red * difference, 255) + (two << LANE_BITS);
    }
  }

  private static int fixed(double value) {
    return (int) Math.round(value * (1 << FIXED_BITS));
  }

  private static int clipped(int fixed, int limit) {
    int rounded = (fixed + (1 << (FIXED_BITS - 1))) >> FIXED_BITS;
    return Math.max(-limit, Math.min(limit, rounded));
  }

  private void writeRgb(double saturation, Steps steps, float[] out, int offset) {
    int own = fixed(saturation);
    int common = (1 << FIXED_BITS) - own;
    byte[] red = planes[0];
    byte[] green = planes[1];
    byte[] blue = planes[2];
    for (int y = 0, o = offset; y < size; y++) {
      int i = steps.start + y * steps.down;
      for (int x = 0; x < size; x++, i += steps.right, o += 3) {
        int r = red[i] & 0xff;
        int g = green[i] & 0xff;
        int b = blue[i] & 0xff;
        int luma =
            ((LUMA_RED * r + LUMA_GREEN * g + LUMA_BLUE * b) >> FIXED_BITS) * common + ROUNDED_ZERO;
        out[o] = tables[0][((r * own + luma) >> FIXED_BITS) & (TABLE - 1)];
        out[o + 1] = tables[1][((g * own + luma) >> FIXED_BITS) & (TABLE - 1)];
        out[o + 2] = tables[2][((b * own + luma) >> FIXED_BITS) & (TABLE - 1)];
      }
    }
  }
}
