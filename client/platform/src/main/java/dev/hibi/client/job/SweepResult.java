package dev.hibi.client.job;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
            .filter(trial -> trial.outcome().equals(Optional.of(JobResult.Outcome.COMPLETED)))
            .filter(trial -> trial.objective().isPresent())
            .min(Comparator.comparing(trial -> trial.objective().orElseThrow(), bestFirst));
    return new SweepResult(trials, best);
  }

  /**
   * All trials as comma-separated values (RFC 4180): a header; then index, training id, outcome,
   * whether it was halted, objective, options, last metrics. Lines end with {@code \n}.
   */
  public String csv() {
    return new TrialTable(trials).csv();
  }

  /**
   * All trials as a JSON object: {@code best}, the best one's index or null, and {@code trials}
   * with {@code index}, {@code training}, {@code outcome}, {@code halted}, {@code objective},
   * {@code options}, {@code metrics}. What is not there or no finite number is null.
   */
  public String json() {
    return new TrialReport(this).json();
  }

  /**
   * All trials as a page of its own: a table, the best one marked.
   *
   * @param title plain text
   */
  public String html(String title) {
    return new TrialReport(this).html(title);
  }
}
