package dev.hibi.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The curve of true positives over false positives as a threshold falls. */
final class RocCurve {

  private RocCurve() {}

  /**
   * The area under the curve: the probability that a positive's score is above a negative's, ties
   * counting half (Mann and Whitney's U).
   *
   * @return 0 to 1; empty if one side has no sample or a score is not a number
   */
  static OptionalDouble area(double[] scores, boolean[] positive) {
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      return OptionalDouble.empty(); // which is not even equal to itself
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    long positives = 0;
    double rankSum = 0;
    for (int start = 0; start < order.length; ) {
      int end = start;
      long tied = 0;
      while (end < order.length && scores[order[end]] == scores[order[start]]) {
        tied += positive[order[end]] ? 1 : 0;
        end++;
      }
      rankSum += tied * (start + 1 + end) / 2.0; // the mean of ranks start + 1 to end
      positives += tied;
      start = end;
    }
    long negatives = order.length - positives;
    if (positives == 0 || negatives == 0) {
      return OptionalDouble.empty();
    }
    double u = rankSum - positives * (positives + 1) / 2.0;
    return OptionalDouble.of(u / ((double) positives * negatives));
  }
}
