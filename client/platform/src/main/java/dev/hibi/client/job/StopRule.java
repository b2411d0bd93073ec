package dev.hibi.client.job;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;

/**
 * When a job that runs well has done enough: a metric is good enough, or gets no better. Immutable.
 */
public final class StopRule {
  private final String metric;
  private final Kind kind;
  private final double value;
  private final int count;

  private enum Kind {
    AT_LEAST,
    AT_MOST,
    NO_HIGHER,
    NO_LOWER
  }

  private StopRule(String metric, Kind kind, double value, int count) {
    if (metric.isBlank()) {
      throw new IllegalArgumentException("no metric: expected a name, found '" + metric + "'");
    }
    this.metric = metric;
    this.kind = kind;
    this.value = value;
    this.count = count;
  }

  /** A metric has once been this high, such as an accuracy. */
  public static StopRule atLeast(String metric, double value) {
    return new StopRule(metric, Kind.AT_LEAST, finite(metric, value), 0);
  }

  /** A metric has once been this low, such as a loss. */
  public static StopRule atMost(String metric, double value) {
    return new StopRule(metric, Kind.AT_MOST, finite(metric, value), 0);
  }

  /**
   * The last values of a metric are no higher than the highest before them.
   *
   * @param count of last values, at least 1
   * @param least by how much a value must be higher to count, at least 0
   */
  public static StopRule noHigher(String metric, int count, double least) {
    return plateau(metric, Kind.NO_HIGHER, count, least);
  }

  /**
   * The last values of a metric are no lower than the lowest before them.
   *
   * @param count of last values, at least 1
   * @param least by how much a value must be lower to count, at least 0
   */
  public static StopRule noLower(String metric, int count, double least) {
    return plateau(metric, Kind.NO_LOWER, count, least);
  }

  private static StopRule plateau(String metric, Kind kind, int count, double least) {
    if (count < 1 || !(least >= 0)) {
      throw new IllegalArgumentException(
          "bad stop rule: expected 1 or more values and a step of at least 0, found %d, %s (%s)"
              .formatted(count, least, metric));
    }
    return new StopRule(metric, kind, least, count);
  }

  private static double finite(String metric, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "bad stop rule: expected a finite value, found %s (%s)".formatted(value, metric));
    }
    return value;
  }

  /** Whether a job that has measured this has done enough; a value that is no number is not one. */
  boolean isMet(List<TrialMetrics.Point> points) {
    double[] values =
        points.stream()
            .map(point -> point.values().get(metric))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .filter(each -> !Double.isNaN(each))
            .toArray();
    return switch (kind) {
      case AT_LEAST -> DoubleStream.of(values).anyMatch(each -> each >= value);
      case AT_MOST -> DoubleStream.of(values).anyMatch(each -> each <= value);
      case NO_HIGHER -> isFlat(values, 1);
      case NO_LOWER -> isFlat(values, -1);
    };
  }

  /** Whether nothing came after the best but what is not better by enough. */
  private boolean isFlat(double[] values, int sign) {
    double best = Double.NEGATIVE_INFINITY;
    int since = 0;
    for (double each : values) {
      if (sign * each > best + value) {
        best = sign * each;
        since = 0;
      } else {
        since++;
      }
    }
    return since >= count;
  }

  /** Such as {@code accuracy at least 0.99}. */
  @Override
  public String toString() {
    return switch (kind) {
      case AT_LEAST -> metric + " at least " + value;
      case AT_MOST -> metric + " at most " + value;
      case NO_HIGHER -> metric + " no higher for " + count;
      case NO_LOWER -> metric + " no lower for " + count;
    };
  }
}
