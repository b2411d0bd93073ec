package dev.hibi.client.job;

import dev.hibi.client.KamonohashiException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a sweep learns what a job has measured. Called while the job runs, too. */
@FunctionalInterface
public interface TrialMetrics {

  /**
   * What a job has measured so far, in order; empty if nothing yet.
   *
   * @throws KamonohashiException if platform or storage fail; the sweep tries again later
   */
  List<Point> read(TrainingJob job);

  /**
   * Reads a file of JSON objects, one a line. Each number in an object is a measurement; {@code
   * step}, or else {@code epoch}, or else the line's number, is when. The last line may be half
   * written. Of a file of more than 16 MiB, the rest is not read.
   *
   * @param path below {@code /kqi/output}, such as {@code run/metrics.jsonl}
   */
  static TrialMetrics jsonLines(String path) {
    return new JsonLinesMetrics(path);
  }

  /**
   * What a job has measured at one time.
   *
   * @param step when, as the job counts
   * @param values by their names, such as {@code accuracy}
   */
  record Point(long step, Map<String, Double> values) {
    /** Copies the values. */
    public Point {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }
  }
}
