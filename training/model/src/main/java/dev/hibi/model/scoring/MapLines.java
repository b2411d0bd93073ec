package dev.hibi.model.scoring;

/** What is done to a map line by line; the other direction is done to the turned map. */
final class MapLines {
  private static final double SIGMA = 4;
  private static final int RADIUS = (int) Math.round(4 * SIGMA);
  private static final double[] WEIGHTS = gaussian();

  private MapLines() {}

  /** Of the offsets -RADIUS to RADIUS; together 1. */
  private static double[] gaussian() {
    double[] weights = new double[2 * RADIUS + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double offset = (i - RADIUS) / SIGMA;
      weights[i] = StrictMath.exp(-offset * offset / 2);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /**
   * Lines of another length, linearly between the middles of pixels; beyond the outer ones their
   * values stay (PyTorch's {@code interpolate} with {@code align_corners=False}).
   */
  static float[] enlarged(float[] map, int from, int to) {
    int lines = map.length / from;
    float[] other = new float[Math.multiplyExact(lines, to)];
    for (int x = 0; x < to; x++) {
      double place = Math.max(0, (x + 0.5) * from / to - 0.5);
      int left = Math.min(from - 1, (int) place);
      int right = Math.min(from - 1, left + 1);
      double share = place - left;
      for (int line = 0; line < lines; line++) {
        other[line * to + x] =
            (float) ((1 - share) * map[line * from + left] + share * map[line * from + right]);
      }
    }
    return other;
  }

  /** Lines smoothed; beyond an end they go on as in a mirror that shows the last pixel again. */
  static float[] smoothed(float[] map, int length) {
    float[] smooth = new float[map.length];
    for (int start = 0; start < map.length; start += length) {
      for (int x = 0; x < length; x++) {
        double sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
          sum += WEIGHTS[i] * map[start + mirrored(x + i - RADIUS, length)];
        }
        smooth[start + x] = (float) sum;
      }
    }
    return smooth;
  }

  private static int mirrored(int place, int length) {
    int inPeriod = Math.floorMod(place, 2 * length);
    return inPeriod < length ? inPeriod : 2 * length - 1 - inPeriod;
  }

  /** Columns as lines. */
  static float[] turned(float[] map, int length) {
    int lines = map.length / length;
    float[] turned = new float[map.length];
    for (int line = 0; line < lines; line++) {
      for (int x = 0; x < length; x++) {
        turned[x * lines + line] = map[line * length + x];
      }
    }
    return turned;
  }
}
