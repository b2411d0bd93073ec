package dev.hibi.client.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job has measured at one time.
 *
 * @param step when, as the job counts
 * @param values by their names, such as {@code accuracy}
 */
public record MetricPoint(long step, Map<String, Double> values) {
  /** Copies the values. */
  public MetricPoint {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
