package dev.hibi.cli.train;

import dev.hibi.training.EpochMetrics;
import dev.hibi.training.RunStart;

/** How fast a run is, and how long it will still take. */
final class RemainingTime {
  private int batchSize;
  private long stepsPerEpoch = 1;
  private double stepSeconds; // of the latest epoch; 0 before one is done in this process
  private double measureSeconds; // of the latest epoch
  private long steps; // since then
  private long begin = System.nanoTime(); // of the run, or an epoch's first step was done

  void begin(RunStart start) {
    batchSize = start.settings().recipe().batchSize();
    stepsPerEpoch = start.stepsPerEpoch();
    begin = System.nanoTime();
  }

  void step() {
    if (steps < 0) {
      begin = System.nanoTime(); // what lies between epochs is no training
    }
    steps++;
  }

  void epoch(EpochMetrics metrics) {
    stepSeconds = metrics.trainSeconds() / stepsPerEpoch;
    measureSeconds = metrics.measureSeconds();
    steps = -1;
  }

  private double secondsAStep() {
    return (System.nanoTime() - begin) / 1e9 / Math.max(1, steps);
  }

  /** Of the epoch that is trained; of its first step as of the epoch before. */
  double imagesPerSecond() {
    return batchSize / (steps == 0 ? stepSeconds : secondsAStep());
  }

  /**
   * Seconds until a later epoch is measured.
   *
   * @param epochs that one, up to which they are all alike
   * @param epoch from 1
   * @param step of the epoch, from 1
   */
  double left(int epochs, int epoch, long step) {
    long stepsLeft = (epochs - epoch) * stepsPerEpoch + stepsPerEpoch - step;
    double each = stepSeconds > 0 ? stepSeconds : secondsAStep();
    return stepsLeft * each + (epochs - epoch + 1) * measureSeconds;
  }
}
