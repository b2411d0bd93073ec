package dev.hibi.dataset.audit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The best guess at the class from one number of an image: one class above a threshold, one at or
 * below it. What it gets right, a model gets right without having seen a crack.
 *
 * @param measure "brightness" or "contrast"
 * @param threshold in levels of luminance
 * @param below class of the images at or below the threshold
 * @param above class of the images above it
 * @param trainAccuracy share of right answers in the first split, on which it was fitted
 * @param testAccuracy share of right answers in all other splits; empty if there is none
 * @param majority share of the most frequent class where the accuracy was measured: what guessing
 *     gets right
 */
public record SingleThreshold(
    String measure,
    double threshold,
    String below,
    String above,
    double trainAccuracy,
    OptionalDouble testAccuracy,
    double majority) {

  /** That of the other splits, or that of the first where there is none. */
  public double accuracy() {
    return testAccuracy.orElse(trainAccuracy);
  }

  /** Values and the numbers of their classes, side by side. */
  static final class Points {
    final double[] values;
    final int[] labels;

    Points(double[] values, int[] labels) {
      this.values = values;
      this.labels = labels;
    }

    double majority(int classes) {
      int[] counts = new int[classes];
      Arrays.stream(labels).forEach(label -> counts[label]++);
      return (double) Arrays.stream(counts).max().orElse(0) / Math.max(1, labels.length);
    }
  }

  /** A cut between values, and what it gets right. */
  record Cut(double threshold, int below, int above, int right) {
    double accuracy(Points points) {
      long hits =
          IntStream.range(0, points.values.length)
              .filter(i -> points.labels[i] == (points.values[i] > threshold ? above : below))
              .count();
      return (double) hits / points.values.length;
    }
  }

  /** The best cut; the lowest of those that are as good. */
  static Cut fit(Points points, int classes) {
    int[] order =
        IntStream.range(0, points.values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> points.values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] low = new int[classes];
    int[] high = new int[classes];
    Arrays.stream(points.labels).forEach(label -> high[label]++);
    Cut best = new Cut(points.values[order[0]], 0, 0, -1);
    for (int i = 0; i < order.length; i++) {
      low[points.labels[order[i]]]++;
      high[points.labels[order[i]]]--;
      double here = points.values[order[i]];
      double next = i + 1 < order.length ? points.values[order[i + 1]] : here;
      if (next == here && i + 1 < order.length) {
        continue; // nothing fits between equals
      }
      int below = most(low);
      int above = most(high);
      if (low[below] + high[above] > best.right) {
        best = new Cut((here + next) / 2, below, above, low[below] + high[above]);
      }
    }
    return best;
  }

  private static int most(int[] counts) {
    return IntStream.range(0, counts.length)
        .boxed()
        .max(Comparator.<Integer>comparingInt(i -> counts[i]).thenComparing(i -> -i))
        .orElse(0);
  }
}
