package dev.hibi.training;

import java.util.List;

/**
 * A run as it begins or goes on.
 *
 * @param started when it began, before a resume too, ISO 8601 in UTC
 * @param settings all that decides its numbers, labels and data among them
 * @param stepsPerEpoch how many updates an epoch has
 * @param history the epochs that were done before, from a checkpoint; empty if the run is new
 */
public record RunStart(
    String started, RunSettings settings, long stepsPerEpoch, List<EpochMetrics> history) {
  /** Copies the history. */
  public RunStart {
    history = List.copyOf(history);
  }

  /** The first epoch that will be trained, from 1. */
  public int epoch() {
    return history.size() + 1;
  }

  /** Number of updates so far. */
  public long step() {
    return history.isEmpty() ? 0 : history.get(history.size() - 1).step();
  }

  /** Whether the run goes on from a checkpoint. */
  public boolean isResumed() {
    return !history.isEmpty();
  }
}
