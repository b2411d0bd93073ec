package dev.hibi.model.scoring;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Features, a row each: of images, or of patches of them.
 *
 * <p>Thread-safe as long as nobody writes to the array that it was made of, which is not copied.
 */
public final class FeatureRows {
  private final float[] values;
  private final int width;

  private FeatureRows(float[] values, int width) {
    this.values = values;
    this.width = width;
  }

  /**
   * Rows of an array, which is not copied.
   *
   * @param values float32 (N, width), row by row
   * @param width features of a row, at least 1
   * @throws IllegalArgumentException if they are no whole number of rows, or a value is not finite
   */
  public static FeatureRows of(float[] values, int width) {
    if (width < 1 || values.length % width != 0) {
      throw new IllegalArgumentException(
          "wrong number of features: expected rows of %d, found %d values"
              .formatted(width, values.length));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "bad feature: expected a finite number, found %s (row %d, column %d)"
                .formatted(values[i], i / width, i % width));
      }
    }
    return new FeatureRows(values, width);
  }

  /** How many there are. */
  public int count() {
    return values.length / width;
  }

  /** How many features a row has. */
  public int width() {
    return width;
  }

  /** The array that this was made of: float32 (count, width), row by row; only to be read. */
  public float[] values() {
    return values;
  }

  /** A copy of some rows, in the order given. */
  public FeatureRows select(int... rows) {
    float[] chosen = new float[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, chosen, i * width, width);
    }
    return new FeatureRows(chosen, width);
  }

  /**
   * A copy of these rows with others behind them.
   *
   * @throws IllegalArgumentException if they have another width
   */
  public FeatureRows and(FeatureRows others) {
    others.requireWidth(width);
    float[] all = Arrays.copyOf(values, Math.addExact(values.length, others.values.length));
    System.arraycopy(others.values, 0, all, values.length, others.values.length);
    return new FeatureRows(all, width);
  }

  /** Where a row begins in the array. */
  int offset(int row) {
    return row * width;
  }

  /** A copy in which each row has the Euclidean length 1; rows of zeros stay. */
  public FeatureRows normalized() {
    float[] unit = Arrays.copyOf(values, values.length);
    for (int row = 0; row < count(); row++) {
      double square = squaredLength(row);
      for (int i = offset(row); square > 0 && i < offset(row) + width; i++) {
        unit[i] = (float) (values[i] / Math.sqrt(square));
      }
    }
    return new FeatureRows(unit, width);
  }

  /**
   * Numbers of some of so many rows, drawn without repetition; of no more than are wanted all.
   *
   * @param most how many are wanted
   * @return in ascending order
   */
  public static int[] draw(int count, int most, long seed) {
    int[] all = IntStream.range(0, count).toArray();
    if (count <= most) {
      return all;
    }
    int[] drawn = draw(all, most, new SplittableRandom(seed));
    Arrays.sort(drawn);
    return drawn;
  }

  /**
   * Some of some rows' numbers, without repetition.
   *
   * @param rows reordered
   * @param most of them, no more than there are
   * @return in the order in which they were drawn
   */
  static int[] draw(int[] rows, int most, SplittableRandom random) {
    for (int i = 0; i < most; i++) {
      int other = i + random.nextInt(rows.length - i);
      int row = rows[i];
      rows[i] = rows[other];
      rows[other] = row;
    }
    return Arrays.copyOf(rows, most);
  }

  /** The squares of the rows' Euclidean lengths, summed in double. */
  float[] squaredLengths() {
    float[] squares = new float[count()];
    for (int row = 0; row < squares.length; row++) {
      squares[row] = (float) squaredLength(row);
    }
    return squares;
  }

  /** The square of a row's Euclidean length, summed in double. */
  private double squaredLength(int row) {
    double square = 0;
    for (int i = offset(row); i < offset(row) + width; i++) {
      square += (double) values[i] * values[i];
    }
    return square;
  }

  /** The Euclidean distance to a row of others, summed in double. */
  double distance(int one, FeatureRows others, int other) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = (double) values[offset(one) + i] - others.values[offset(other) + i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /**
   * Refuses rows of another kind.
   *
   * @return these
   * @throws IllegalArgumentException unless they have so many features
   */
  FeatureRows requireWidth(int expected) {
    if (width != expected) {
      throw new IllegalArgumentException(
          "rows of other features: expected %d in each, found %d".formatted(expected, width));
    }
    return this;
  }
}
