package dev.hibi.dataset.audit;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A decision tree of one level: one class above a threshold, one at or below it.
 *
 * @param below number of the class of values at or below the threshold
 * @param above number of the class of values above it
 */
record DecisionStump(double threshold, int below, int above) {

  /**
   * The one with the most right answers; that of the lowest threshold if several are as good.
   *
   * @throws IllegalArgumentException if there is nothing to fit it to
   */
  static DecisionStump fit(LabeledValues points) {
    if (points.size() == 0) {
      throw new IllegalArgumentException("no pictures: expected at least 1, found 0");
    }
    int[] order =
        IntStream.range(0, points.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> points.values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] low = new int[points.classes()];
    int[] high = points.counts();
    DecisionStump best = new DecisionStump(points.values[order[0]], 0, 0);
    int mostRight = -1;
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
      if (low[below] + high[above] > mostRight) {
        mostRight = low[below] + high[above];
        best = new DecisionStump((here + next) / 2, below, above);
      }
    }
    return best;
  }

  /** The first of the most frequent. */
  private static int most(int[] counts) {
    return IntStream.range(0, counts.length)
        .boxed()
        .max(Comparator.<Integer>comparingInt(i -> counts[i]).thenComparing(i -> -i))
        .orElse(0);
  }

  /** The class of an image with this value. */
  int classify(double value) {
    return value > threshold ? above : below;
  }

  /** Share of right answers, 0 to 1; not a number of nothing. */
  double accuracy(LabeledValues points) {
    long right =
        IntStream.range(0, points.size())
            .filter(i -> classify(points.values[i]) == points.labels[i])
            .count();
    return (double) right / points.size();
  }
}
