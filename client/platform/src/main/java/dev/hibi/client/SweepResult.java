package dev.hibi.client;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a sweep has come to.
 *
 * @param trials in the order of the sweep's space
 * @param best the trial with the best objective among those whose jobs have ended well; empty if
 *     there is none
 */
public record SweepResult(List<Trial> trials, Optional<Trial> best) {
  /** Copies the list. */
  public SweepResult {
    trials = List.copyOf(trials);
  }

  static SweepResult of(List<Trial> trials, Comparator<Double> bestFirst) {
    Optional<Trial> best =
        trials.stream()
            .filter(trial -> trial.outcome().equals(Optional.of(JobOutcome.COMPLETED)))
            .filter(trial -> trial.objective().isPresent())
            .min(Comparator.comparing(trial -> trial.objective().orElseThrow(), bestFirst));
    return new SweepResult(trials, best);
  }

  /**
   * All trials as comma-separated values (RFC 4180): a header; then index, training id, outcome,
   * whether it was halted, objective, options, last metrics. Lines end with {@code \n}.
   */
  public String csv() {
    Set<String> options = new LinkedHashSet<>();
    Set<String> metrics = new TreeSet<>();
    for (Trial trial : trials) {
      options.addAll(trial.options().keySet());
      metrics.addAll(trial.metrics().keySet());
    }
    StringBuilder csv = new StringBuilder("index,training,outcome,halted,objective");
    options.forEach(name -> csv.append(',').append(cell(name)));
    metrics.forEach(name -> csv.append(',').append(cell(name)));
    csv.append('\n');
    for (Trial trial : trials) {
      csv.append(trial.index())
          .append(',')
          .append(text(trial.trainingId()))
          .append(',')
          .append(text(trial.outcome()))
          .append(',')
          .append(trial.halted())
          .append(',')
          .append(text(trial.objective()));
      options.forEach(name -> csv.append(',').append(cell(of(trial.options(), name))));
      metrics.forEach(name -> csv.append(',').append(of(trial.metrics(), name)));
      csv.append('\n');
    }
    return csv.toString();
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  private static String of(Map<String, ?> values, String name) {
    Object value = values.get(name);
    return value == null ? "" : value.toString();
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
