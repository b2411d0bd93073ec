package dev.hibi.inspection;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities are what they say: of all images that were given a probability of 70 to 80
 * %, how many were positive (the numbers of a reliability diagram).
 *
 * <p>Immutable and thread-safe.
 *
 * @param bins of equal width, from 0 to 1
 */
public record ReliabilityTable(List<Bin> bins) {

  /**
   * What was given a probability of a range.
   *
   * @param low the range's lower end, which belongs to the bin below, but for 0
   * @param high its upper end, which belongs to it
   * @param meanProbability of the samples in it; NaN if there is none
   * @param positives how many of the samples in it were positive, with an interval of 95 %
   */
  public record Bin(double low, double high, double meanProbability, ClopperPearson positives) {

    /** How many samples are in it. */
    public long count() {
      return positives.trials();
    }
  }

  private static final double CONFIDENCE = 0.95;

  /** Copies the list. */
  public ReliabilityTable {
    bins = List.copyOf(bins);
  }

  /**
   * Of samples.
   *
   * @param probabilities of the positive class, 0 to 1
   * @param positive whether each is of it
   * @param count how many bins, at least 1
   * @throws IllegalArgumentException if they do not fit, or a probability is none
   */
  public static ReliabilityTable of(double[] probabilities, boolean[] positive, int count) {
    if (probabilities.length != positive.length) {
      throw new IllegalArgumentException(
          "wrong number of labels: expected one for each of %d probabilities, found %d"
              .formatted(probabilities.length, positive.length));
    }
    if (count < 1) {
      throw new IllegalArgumentException(
          "bad number of bins: expected at least 1, found %d".formatted(count));
    }
    double[] sums = new double[count];
    long[] samples = new long[count];
    long[] hits = new long[count];
    for (int i = 0; i < positive.length; i++) {
      int bin = bin(probabilities[i], count);
      sums[bin] += probabilities[i];
      samples[bin]++;
      hits[bin] += positive[i] ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < count; bin++) {
      ClopperPearson positives = new ClopperPearson(hits[bin], samples[bin], CONFIDENCE);
      double low = (double) bin / count;
      bins.add(new Bin(low, (bin + 1.0) / count, sums[bin] / samples[bin], positives));
    }
    return new ReliabilityTable(bins);
  }

  private static int bin(double probability, int count) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "bad probability: expected 0 to 1, found %s".formatted(probability));
    }
    return Math.max(0, (int) Math.ceil(probability * count) - 1);
  }

  /**
   * The expected calibration error, 0 to 1: the distance between a bin's mean probability and its
   * share of positives, weighted by samples; of no samples, NaN.
   */
  public double expectedError() {
    double sum = 0;
    long all = 0;
    for (Bin bin : bins) {
      if (bin.count() > 0) {
        sum += Math.abs(bin.positives().hits() - bin.meanProbability() * bin.count());
        all += bin.count();
      }
    }
    return sum / all;
  }
}
