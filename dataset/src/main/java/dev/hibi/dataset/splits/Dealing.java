package dev.hibi.dataset.splits;

import java.util.Arrays;

/**
 * Deals groups out to parts so that each part comes close to its share of each class.
 *
 * <p>Each group in turn goes to the part where it lessens the sum, over classes, of (samples
 * missing)² / (samples of the class) most; among equals to the part that misses most samples, then
 * to the first. For groups of one sample that is the part that misses most samples of its class,
 * which keeps every count within one sample of its share.
 */
final class Dealing {
  private static final double EQUAL = 1e-9;

  private final GroupedSamples groups;
  private final int[] classSizes;
  private final int[] partOf;

  /** Samples that a part still lacks of its share, by part and class. */
  private final double[][] missing;

  /** Groups with samples of a class, by part and class. */
  private final int[][] held;

  private Dealing(GroupedSamples groups, double[] fractions) {
    this.groups = groups;
    this.classSizes = groups.sampleCounts();
    this.partOf = new int[groups.size()];
    this.missing = new double[fractions.length][];
    this.held = new int[fractions.length][groups.classCount()];
    for (int p = 0; p < fractions.length; p++) {
      double fraction = fractions[p];
      missing[p] = Arrays.stream(classSizes).mapToDouble(size -> size * fraction).toArray();
    }
  }

  /**
   * Deals all groups.
   *
   * @param fractions of the parts, their sum is 1
   */
  static Dealing of(GroupedSamples groups, double[] fractions) {
    Dealing dealing = new Dealing(groups, fractions);
    for (int g = 0; g < groups.size(); g++) {
      dealing.put(g, dealing.bestPart(groups.counts(g)), 1);
    }
    for (int p = 0; p < fractions.length; p++) {
      for (int c = 0; c < groups.classCount(); c++) {
        if (dealing.held[p][c] == 0) {
          dealing.giveOne(p, c);
        }
      }
    }
    return dealing;
  }

  private int bestPart(int[] counts) {
    int best = 0;
    for (int p = 1; p < missing.length; p++) {
      double more = gain(p, counts) - gain(best, counts);
      if (more > EQUAL || (more > -EQUAL && total(p) > total(best) + EQUAL)) {
        best = p;
      }
    }
    return best;
  }

  private double gain(int part, int[] counts) {
    double gain = 0;
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        gain += counts[c] * (2 * missing[part][c] - counts[c]) / classSizes[c];
      }
    }
    return gain;
  }

  private double total(int part) {
    return Arrays.stream(missing[part]).sum();
  }

  /** Adds a group to a part (sign 1), or takes it away (sign -1). */
  private void put(int group, int part, int sign) {
    int[] counts = groups.counts(group);
    for (int c = 0; c < counts.length; c++) {
      missing[part][c] -= sign * counts[c];
      held[part][c] += counts[c] > 0 ? sign : 0;
    }
    partOf[group] = part;
  }

  /** Moves the smallest group that its part can spare to a part that has none of a class. */
  private void giveOne(int part, int label) {
    for (int g = groups.size() - 1; g >= 0; g--) {
      int[] counts = groups.counts(g);
      if (counts[label] > 0 && spares(partOf[g], counts)) {
        put(g, partOf[g], -1);
        put(g, part, 1);
        return;
      }
    }
  }

  private boolean spares(int part, int[] counts) {
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0 && held[part][c] < 2) {
        return false;
      }
    }
    return true;
  }

  /** Whether a part has samples of a class. */
  boolean has(int part, int label) {
    return held[part][label] > 0;
  }

  /** Positions of the samples of a part, ascending. */
  int[] samples(int part) {
    return samplesWhere(part, true);
  }

  /** Positions of the samples of all other parts, ascending. */
  int[] samplesOutside(int part) {
    return samplesWhere(part, false);
  }

  private int[] samplesWhere(int part, boolean inside) {
    int[] samples = new int[Arrays.stream(classSizes).sum()];
    int count = 0;
    for (int g = 0; g < partOf.length; g++) {
      if ((partOf[g] == part) == inside) {
        int[] of = groups.samples(g);
        System.arraycopy(of, 0, samples, count, of.length);
        count += of.length;
      }
    }
    int[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** How many samples of a class a part has more or less than its share, at most. */
  double deviation(int part) {
    return Arrays.stream(missing[part]).map(Math::abs).max().orElse(0);
  }
}
