package dev.hibi.training;

/**
 * What an epoch gave: a line of {@code metrics.jsonl}.
 *
 * @param epoch from 1
 * @param step number of updates so far
 * @param learningRate of the epoch's last step
 * @param trainLoss mean cross entropy over the epoch's samples, as they were trained on
 * @param testLoss mean cross entropy over the test data afterwards
 * @param testAccuracy 0 to 1
 * @param trainSeconds wall time of training, without the test
 * @param testSeconds wall time of the test
 * @param imagesPerSecond trained samples by {@code trainSeconds}
 */
public record EpochMetrics(
    int epoch,
    long step,
    double learningRate,
    double trainLoss,
    double testLoss,
    double testAccuracy,
    double trainSeconds,
    double testSeconds,
    double imagesPerSecond) {}
