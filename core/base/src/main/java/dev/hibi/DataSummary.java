package dev.hibi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a data set held, so that a model can tell what it was trained and tested on.
 *
 * @param sha256 hex digest over the samples' labels, names and contents, as the data set defines it
 * @param samples how many
 * @param countPerClass how many of each class, in class order
 * @param quarantined how many were left out because they could not be read
 * @param order changes with the order of the samples, which decides what a batch holds; a digest as
 *     the data set defines it, empty if the order follows from {@code sha256}
 */
public record DataSummary(
    String sha256,
    long samples,
    Map<String, Integer> countPerClass,
    int quarantined,
    String order) {
  /** Copies the counts, in their order. */
  public DataSummary {
    countPerClass = Collections.unmodifiableMap(new LinkedHashMap<>(countPerClass));
  }

  /** Of data whose order follows from the digest. */
  public DataSummary(
      String sha256, long samples, Map<String, Integer> countPerClass, int quarantined) {
    this(sha256, samples, countPerClass, quarantined, "");
  }

  /** Of data of which nothing was left out. */
  public DataSummary(String sha256, long samples, Map<String, Integer> countPerClass) {
    this(sha256, samples, countPerClass, 0);
  }

  /**
   * Whether these are the same samples in the same order, whatever was left out beside them: then
   * they train the same.
   */
  public boolean hasSameSamples(DataSummary other) {
    return sha256.equals(other.sha256)
        && samples == other.samples
        && countPerClass.equals(other.countPerClass)
        && (order.isEmpty() || other.order.isEmpty() || order.equals(other.order));
  }
}
