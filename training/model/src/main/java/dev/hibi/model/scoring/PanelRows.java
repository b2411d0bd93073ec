package dev.hibi.model.scoring;

import java.util.Arrays;

/**
 * Rows in panels of 256, each laid out feature by feature: what is computed of one point and a
 * panel is then the same operation on neighbouring numbers, which Java's compiler makes vector
 * instructions of, and the order of additions within a row stays that of the features.
 *
 * <p>The last panel is filled up with zeros. Immutable and thread-safe.
 */
final class PanelRows {
  /** Rows of a panel. */
  static final int ROWS = 256;

  private static final int STEP = 4; // features at once
  private static final int TILE = 64; // features that stay in the cache, a multiple of the step

  private final int count;
  private final int width;
  private final int paddedWidth;
  private final float[][] panels; // each (paddedWidth, ROWS)

  PanelRows(FeatureRows rows) {
    this.count = rows.count();
    this.width = rows.width();
    this.paddedWidth = (width + STEP - 1) / STEP * STEP;
    this.panels = new float[(count + ROWS - 1) / ROWS][];
    for (int panel = 0; panel < panels.length; panel++) {
      panels[panel] = new float[Math.multiplyExact(paddedWidth, ROWS)];
      for (int row = panel * ROWS; row < Math.min(count, (panel + 1) * ROWS); row++) {
        for (int feature = 0; feature < width; feature++) {
          panels[panel][feature * ROWS + row % ROWS] = rows.values()[rows.offset(row) + feature];
        }
      }
    }
  }

  int count() {
    return count;
  }

  int width() {
    return width;
  }

  int panels() {
    return panels.length;
  }

  /** How many rows of a panel are rows. */
  int rowsOf(int panel) {
    return Math.min(ROWS, count - panel * ROWS);
  }

  /** A row as a point for the methods below: (width), and zeros up to a multiple of four. */
  float[] point(int row) {
    float[] point = new float[paddedWidth];
    for (int feature = 0; feature < width; feature++) {
      point[feature] = panels[row / ROWS][feature * ROWS + row % ROWS];
    }
    return point;
  }

  /** A row of others as such a point. */
  float[] point(FeatureRows rows, int row) {
    return Arrays.copyOf(
        Arrays.copyOfRange(rows.values(), rows.offset(row), rows.offset(row) + width), paddedWidth);
  }

  /**
   * Dot products of points and a panel's rows. They go over a part of the panel together, while it
   * is in the cache; each sum is the same as if its point were alone.
   *
   * @param sums (points, ROWS), overwritten
   */
  void dots(int panel, float[][] points, float[][] sums) {
    for (float[] sum : sums) {
      Arrays.fill(sum, 0);
    }
    for (int tile = 0; tile < paddedWidth; tile += TILE) {
      int end = Math.min(paddedWidth, tile + TILE);
      for (int i = 0; i < points.length; i++) {
        for (int feature = tile; feature < end; feature += STEP) {
          addProducts(panels[panel], feature * ROWS, points[i], feature, sums[i]);
        }
      }
    }
  }

  private static void addProducts(float[] x, int at, float[] point, int feature, float[] sums) {
    float p0 = point[feature];
    float p1 = point[feature + 1];
    float p2 = point[feature + 2];
    float p3 = point[feature + 3];
    for (int i = 0; i < ROWS; i++) {
      sums[i] +=
          (p0 * x[at + i] + p1 * x[at + ROWS + i])
              + (p2 * x[at + 2 * ROWS + i] + p3 * x[at + 3 * ROWS + i]);
    }
  }

  /**
   * Squares of the Euclidean distances between a point and a panel's rows.
   *
   * @param sums (ROWS), overwritten
   */
  void squaredDistances(int panel, float[] point, float[] sums) {
    Arrays.fill(sums, 0);
    for (int feature = 0; feature < paddedWidth; feature += STEP) {
      addSquares(panels[panel], feature * ROWS, point, feature, sums);
    }
  }

  private static void addSquares(float[] x, int at, float[] point, int feature, float[] sums) {
    float p0 = point[feature];
    float p1 = point[feature + 1];
    float p2 = point[feature + 2];
    float p3 = point[feature + 3];
    for (int i = 0; i < ROWS; i++) {
      float d0 = x[at + i] - p0;
      float d1 = x[at + ROWS + i] - p1;
      float d2 = x[at + 2 * ROWS + i] - p2;
      float d3 = x[at + 3 * ROWS + i] - p3;
      sums[i] += (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
    }
  }

  /** The Euclidean distance between a point and a row, summed in double. */
  double distance(float[] point, int row) {
    float[] panel = panels[row / ROWS];
    double sum = 0;
    for (int feature = 0; feature < width; feature++) {
      double difference = (double) point[feature] - panel[feature * ROWS + row % ROWS];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /** The rows as they were. */
  FeatureRows rows() {
    float[] values = new float[Math.multiplyExact(count, width)];
    for (int row = 0; row < count; row++) {
      System.arraycopy(point(row), 0, values, row * width, width);
    }
    return FeatureRows.of(values, width);
  }
}
