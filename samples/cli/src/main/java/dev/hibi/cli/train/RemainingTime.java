package dev.hibi.cli.train;

import dev.hibi.training.EpochMetrics;
import dev.hibi.training.RunStart;

/**
 * How long a run will still take, by what its steps and measurements have taken in this process.
 */
final class RemainingTime {
  private final int epochs;
  private int batchSize;
  private long stepsPerEpoch = 1;
  private long steps;
  private long stepsInEpoch;
  private double trained; // seconds of the epochs that are done in this process
  private double measured; // seconds of the latest measurement
  private long begin = System.nanoTime(); // of the epoch

  RemainingTime(int epochs) {
    this.epochs = epochs;
  }

  void begin(RunStart start) {
    batchSize = start.settings().recipe().batchSize();
    stepsPerEpoch = start.stepsPerEpoch();
    begin = System.nanoTime();
  }

  void step() {
    steps++;
    stepsInEpoch++;
  }

  /** The next epoch begins now, or soon. */
  void epoch(EpochMetrics metrics) {
    trained += seconds();
    measured = metrics.measureSeconds();
    trained = Math.max(0, trained - measured);
    stepsInEpoch = 0;
    begin = System.nanoTime();
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Of the epoch that is trained. */
  double imagesPerSecond() {
    return stepsInEpoch * batchSize / Math.max(seconds(), 1e-9);
  }

  /**
   * Until the last epoch is measured.
   *
   * @param epoch from 1
   * @param step of the epoch, from 1
   */
  double left(int epoch, long step) {
    long stepsLeft = (epochs - epoch) * stepsPerEpoch + stepsPerEpoch - step;
    double each = (trained + seconds()) / Math.max(1, steps);
    return stepsLeft * each + (epochs - epoch + 1) * measured;
  }
}
