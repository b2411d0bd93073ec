package dev.hibi.inspection;

import java.util.Arrays;
import java.util.Comparator;

/** How often a positive scores above a negative: the area under the ROC curve. */
final class RocArea {
  private RocArea() {}

  /**
   * Of scores; equal ones count half.
   *
   * @return NaN unless there are positives and negatives
   */
  static double of(double[] scores, boolean[] positive) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    double won = 0;
    long negatives = 0;
    long positives = 0;
    for (int first = 0; first < order.length; ) {
      long equalPositives = 0;
      long equalNegatives = 0;
      int next = first;
      for (; next < order.length && scores[order[next]] == scores[order[first]]; next++) {
        if (positive[order[next]]) {
          equalPositives++;
        } else {
          equalNegatives++;
        }
      }
      won += equalPositives * (negatives + equalNegatives / 2.0);
      positives += equalPositives;
      negatives += equalNegatives;
      first = next;
    }
    return won / ((double) positives * negatives);
  }
}
