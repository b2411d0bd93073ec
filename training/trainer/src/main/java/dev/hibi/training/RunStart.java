package dev.hibi.training;

import java.util.List;

/**
 * A run as it begins or goes on.
 *
 * @param started when it began, before a resume too, ISO 8601 in UTC
 * @param settings all that decides its numbers, labels and data among them
 * @param stepsPerEpoch how many updates an epoch has
 * @param step number of updates before, from a checkpoint; 0 if the run is new
 * @param history the epochs that were done before, from a checkpoint; empty if the run is new
 */
public record RunStart(
    String started,
    RunSettings settings,
    long stepsPerEpoch,
    long step,
    List<EpochMetrics> history) {
  /** Copies the history. */
  public RunStart {
    history = List.copyOf(history);
  }

  /** The epoch that will be trained next or go on, from 1. */
  public int epoch() {
    return history.size() + 1;
  }

  /** Whether the run goes on amid an epoch. */
  public boolean isInsideEpoch() {
    return step > (history.isEmpty() ? 0 : history.get(history.size() - 1).step());
  }

  /** Whether the run goes on from a checkpoint. */
  public boolean isResumed() {
    return step > 0;
  }
}
