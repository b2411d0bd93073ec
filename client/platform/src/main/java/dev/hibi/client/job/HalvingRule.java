package dev.hibi.client.job;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which trials lose by asynchronous successive halving (ASHA: Li et al., A System for Massively
 * Parallel Hyperparameter Tuning, 2020), in the form that stops jobs in place of promoting them: at
 * {@code first} values, and at {@code factor} times as many again and again, a trial is compared
 * once with those that have come so far, and goes on if its best is among the best {@code 1/factor}
 * of them, rounded up. Not thread-safe.
 */
final class HalvingRule {
  private final int first;
  private final int factor;
  private final Comparator<Double> bestFirst;

  /** By rung, from 0: each trial's best when it came there. */
  private final Map<Integer, Map<Integer, Double>> rungs = new HashMap<>();

  HalvingRule(int first, int factor, Comparator<Double> bestFirst) {
    this.first = first;
    this.factor = factor;
    this.bestFirst = bestFirst;
  }

  /** Whether a trial loses at a rung that it has come to since the last time. */
  boolean isLosing(int trial, List<Double> curve) {
    boolean losing = false;
    long values = first;
    for (int rung = 0; values <= curve.size(); rung++) {
      Map<Integer, Double> there = rungs.computeIfAbsent(rung, key -> new HashMap<>());
      if (!there.containsKey(trial)) {
        Double best = curve.subList(0, (int) values).stream().min(bestFirst).orElseThrow();
        there.put(trial, best);
        losing |= !isAmongTheBest(best, there);
      }
      values *= factor;
    }
    return losing;
  }

  private boolean isAmongTheBest(Double mine, Map<Integer, Double> there) {
    long better = there.values().stream().filter(v -> bestFirst.compare(v, mine) < 0).count();
    return better < (there.size() + factor - 1) / factor;
  }
}
