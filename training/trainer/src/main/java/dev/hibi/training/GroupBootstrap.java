package dev.hibi.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The interval of an accuracy whose samples come in groups, such as photographs of one wall: groups
 * are drawn again and again, with all of their samples (B. Efron, 1979; percentiles).
 */
final class GroupBootstrap {
  private static final int DRAWS = 2_000;

  private final long[] hits;
  private final long[] samples;

  /**
   * Counts by group.
   *
   * @param right of each sample whether it was classified right
   * @param groups of each sample what equal ones have in common
   */
  GroupBootstrap(boolean[] right, List<?> groups) {
    Map<Object, Integer> numbers = new HashMap<>();
    long[] hitsOf = new long[right.length];
    long[] samplesOf = new long[right.length];
    for (int sample = 0; sample < right.length; sample++) {
      int group = numbers.computeIfAbsent(groups.get(sample), name -> numbers.size());
      samplesOf[group]++;
      hitsOf[group] += right[sample] ? 1 : 0;
    }
    hits = Arrays.copyOf(hitsOf, numbers.size());
    samples = Arrays.copyOf(samplesOf, numbers.size());
  }

  /**
   * Of a seed, always the same; 0 to 1 where there is no sample. Where all are right or all wrong,
   * every draw is the same and tells nothing: then Wilson's, as if a group were one sample.
   */
  Interval accuracy(long seed) {
    int groups = hits.length;
    if (groups == 0) {
      return new Interval(0, 1);
    }
    long allHits = Arrays.stream(hits).sum();
    if (allHits == 0 || allHits == Arrays.stream(samples).sum()) {
      return Interval.wilson(allHits == 0 ? 0 : groups, groups);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] shares = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      long right = 0;
      long all = 0;
      for (int i = 0; i < groups; i++) {
        int group = random.nextInt(groups);
        right += hits[group];
        all += samples[group];
      }
      shares[draw] = (double) right / all;
    }
    Arrays.sort(shares);
    double tail = (1 - Interval.CONFIDENCE) / 2;
    int low = (int) Math.floor(tail * (DRAWS - 1));
    return new Interval(shares[low], shares[DRAWS - 1 - low]);
  }
}
