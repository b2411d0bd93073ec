package dev.hibi.client.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One job of a sweep.
 *
 * @param index from 0, in the order of the sweep's space
 * @param options those that the sweep varies
 * @param trainingId the job; empty before it is started
 * @param outcome how it has ended; empty before
 * @param halted whether the sweep has halted it, because it was losing
 * @param objective the best value of the sweep's metric so far; empty if there is none
 * @param metrics the last values of all metrics
 */
public record Trial(
    int index,
    Map<String, String> options,
    Optional<Long> trainingId,
    Optional<JobResult.Outcome> outcome,
    boolean halted,
    Optional<Double> objective,
    Map<String, Double> metrics) {

  /** Copies the maps. */
  public Trial {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
  }

  static Trial planned(int index, Map<String, String> options) {
    return new Trial(
        index, options, Optional.empty(), Optional.empty(), false, Optional.empty(), Map.of());
  }

  /** With options that were chosen after other trials. */
  Trial chosen(Map<String, String> options) {
    return new Trial(index, options, trainingId, outcome, halted, objective, metrics);
  }

  Trial started(long trainingId) {
    return new Trial(index, options, Optional.of(trainingId), outcome, halted, objective, metrics);
  }

  Trial halting() {
    return new Trial(index, options, trainingId, outcome, true, objective, metrics);
  }

  Trial ended(JobResult.Outcome outcome) {
    return new Trial(index, options, trainingId, Optional.of(outcome), halted, objective, metrics);
  }

  Trial measured(Optional<Double> objective, Map<String, Double> metrics) {
    return new Trial(index, options, trainingId, outcome, halted, objective, metrics);
  }

  /** Whether its job has been started and has not ended. */
  boolean isLive() {
    return trainingId.isPresent() && outcome.isEmpty();
  }
}
