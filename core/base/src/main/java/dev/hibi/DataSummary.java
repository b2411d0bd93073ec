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
 */
public record DataSummary(
    String sha256, long samples, Map<String, Integer> countPerClass, int quarantined) {
  /** Copies the counts, in their order. */
  public DataSummary {
    countPerClass = Collections.unmodifiableMap(new LinkedHashMap<>(countPerClass));
  }

  /** Of data of which nothing was left out. */
  public DataSummary(String sha256, long samples, Map<String, Integer> countPerClass) {
    this(sha256, samples, countPerClass, 0);
  }
}
