package dev.hibi.training;

import java.util.Objects;

/**
 * What an epoch gave: a line of {@code metrics.jsonl}.
 *
 * @param epoch from 1
 * @param step number of updates so far
 * @param learningRate of the epoch's last step
 * @param trainLoss mean cross entropy over the epoch's samples, as they were trained on
 * @param measuredOn {@code validation}, or {@code test} where there are no validation data
 * @param loss mean cross entropy over these data afterwards
 * @param accuracy on these data, 0 to 1
 * @param trainSeconds wall time of training, without the measurement
 * @param measureSeconds wall time of the measurement
 * @param imagesPerSecond trained samples by {@code trainSeconds}
 * @param dataWaitShare share of the training time that waited for data, 0 to 1; since a resume, if
 *     the epoch was resumed
 */
public record EpochMetrics(
    int epoch,
    long step,
    double learningRate,
    double trainLoss,
    String measuredOn,
    double loss,
    double accuracy,
    double trainSeconds,
    double measureSeconds,
    double imagesPerSecond,
    double dataWaitShare) {

  /** Refuses what was read of another format. */
  public EpochMetrics {
    Objects.requireNonNull(measuredOn, "measuredOn");
  }
}
