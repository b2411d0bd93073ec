package dev.hibi.client.job;

import java.util.Comparator;
import java.util.List;

/**
 * Which trials lose (after the median stopping rule of Golovin et al., Google Vizier, 2017): after
 * as many values, a trial's best is worse than the median of the others' bests.
 *
 * @param grace values before a trial is judged
 * @param bestFirst which of two values is better
 */
record MedianRule(int grace, Comparator<Double> bestFirst) {
  private static final int LEAST_OTHERS = 3;

  boolean isLosing(List<Double> mine, List<List<Double>> others) {
    int count = mine.size();
    if (count < grace) {
      return false;
    }
    List<Double> bests =
        others.stream()
            .filter(curve -> curve.size() >= count)
            .map(curve -> best(curve.subList(0, count)))
            .sorted(bestFirst)
            .toList();
    if (bests.size() < LEAST_OTHERS) {
      return false;
    }
    Double median = bests.get(bests.size() / 2); // the worse one of the two in the middle
    return bestFirst.compare(best(mine), median) > 0;
  }

  private Double best(List<Double> curve) {
    return curve.stream().min(bestFirst).orElseThrow();
  }
}
