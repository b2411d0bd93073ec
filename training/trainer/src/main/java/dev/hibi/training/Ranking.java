package dev.hibi.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What a score is worth, whatever its threshold: areas under two curves of a falling threshold. */
final class Ranking {

  private Ranking() {}

  /**
   * The area under true positives over false positives (ROC): the probability that a positive's
   * score is above a negative's, ties counting half (Mann and Whitney's U).
   *
   * @return 0 to 1; empty if one side has no sample or a score is not a number
   */
  static OptionalDouble rocArea(double[] scores, boolean[] positive) {
    if (hasNoNumber(scores)) {
      return OptionalDouble.empty();
    }
    int[] order = ascending(scores);
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

  /**
   * The average precision: precision at each score that a positive has, weighted by how much of
   * recall is won there; samples of equal scores come together. No interpolation.
   *
   * @return 0 to 1; empty if there is no positive or a score is not a number
   */
  static OptionalDouble averagePrecision(double[] scores, boolean[] positive) {
    if (hasNoNumber(scores)) {
      return OptionalDouble.empty();
    }
    int[] order = ascending(scores);
    long found = 0;
    double sum = 0;
    for (int end = order.length; end > 0; ) {
      int start = end;
      long tied = 0;
      while (start > 0 && scores[order[start - 1]] == scores[order[end - 1]]) {
        start--;
        tied += positive[order[start]] ? 1 : 0;
      }
      found += tied;
      sum += tied * ((double) found / (order.length - start));
      end = start;
    }
    return found == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / found);
  }

  private static boolean hasNoNumber(double[] scores) {
    return Arrays.stream(scores).anyMatch(Double::isNaN); // which is not even equal to itself
  }

  private static int[] ascending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> scores[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
