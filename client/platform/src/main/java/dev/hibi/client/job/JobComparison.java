package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.TrainingApi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * What several jobs have measured so far, side by side. Immutable.
 *
 * @param columns one for each job, in the order that was asked for
 */
public record JobComparison(List<Column> columns) {

  /** Copies the list. */
  public JobComparison {
    columns = List.copyOf(columns);
  }

  /**
   * One job.
   *
   * @param job as it was then
   * @param points what it has measured, in its order; empty if nothing
   */
  public record Column(TrainingApi.Details job, List<TrialMetrics.Point> points) {
    /** Copies the list. */
    public Column {
      points = List.copyOf(points);
    }

    /** The last value of a metric. */
    public OptionalDouble last(String metric) {
      return points.stream()
          .filter(point -> point.values().containsKey(metric))
          .mapToDouble(point -> value(point, metric))
          .reduce((first, second) -> second);
    }

    /** The highest value of a metric that is a number. */
    public OptionalDouble highest(String metric) {
      return numbers(metric).max();
    }

    /** The lowest value of a metric that is a number. */
    public OptionalDouble lowest(String metric) {
      return numbers(metric).min();
    }

    private DoubleStream numbers(String metric) {
      return points.stream()
          .filter(point -> point.values().containsKey(metric))
          .mapToDouble(point -> value(point, metric))
          .filter(value -> !Double.isNaN(value));
    }

    private static double value(TrialMetrics.Point point, String metric) {
      return point.values().getOrDefault(metric, Double.NaN);
    }
  }

  /**
   * Reads what jobs have measured so far, also while they run.
   *
   * @throws KamonohashiException if a job is not there, or platform or storage fail
   */
  public static JobComparison of(
      KamonohashiClient client, List<Long> trainingIds, TrialMetrics metrics) {
    List<Column> columns = new ArrayList<>();
    for (long id : trainingIds) {
      TrainingJob job = TrainingJob.of(client, id);
      columns.add(new Column(job.details(), metrics.read(job)));
    }
    return new JobComparison(columns);
  }

  /** The names of all metrics that one of the jobs has measured, sorted. */
  public List<String> metrics() {
    TreeSet<String> names = new TreeSet<>();
    columns.forEach(column -> column.points().forEach(p -> names.addAll(p.values().keySet())));
    return List.copyOf(names);
  }

  /** A metric by steps: for each step that a job has, in order, each job's value or none. */
  public Map<Long, List<OptionalDouble>> steps(String metric) {
    List<Map<Long, Double>> curves = new ArrayList<>();
    TreeSet<Long> steps = new TreeSet<>();
    for (Column column : columns) {
      Map<Long, Double> curve = new HashMap<>();
      for (TrialMetrics.Point point : column.points()) {
        if (point.values().containsKey(metric)) {
          curve.put(point.step(), Column.value(point, metric));
        }
      }
      curves.add(curve);
      steps.addAll(curve.keySet());
    }
    Map<Long, List<OptionalDouble>> rows = new TreeMap<>();
    for (long step : steps) {
      rows.put(step, curves.stream().map(curve -> at(curve, step)).toList());
    }
    return Collections.unmodifiableMap(rows);
  }

  private static OptionalDouble at(Map<Long, Double> curve, long step) {
    Double value = curve.get(step);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
