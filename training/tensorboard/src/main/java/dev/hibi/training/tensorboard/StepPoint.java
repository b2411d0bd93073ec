package dev.hibi.training.tensorboard;

/** The steps between two points of the curves over steps. */
final class StepPoint {
  private long begin;
  private double lossSum;
  private int steps;
  private long images;

  StepPoint(long now) {
    begin(now);
  }

  /** Forgets all steps and measures time from now on, in nanoseconds. */
  void begin(long now) {
    begin = now;
    lossSum = 0;
    steps = 0;
    images = 0;
  }

  void add(double loss, long imageCount) {
    lossSum += loss;
    steps++;
    images += imageCount;
  }

  boolean isEmpty() {
    return steps == 0;
  }

  double meanLoss() {
    return lossSum / steps;
  }

  double imagesPerSecond(long now) {
    return images * 1e9 / Math.max(1, now - begin);
  }
}
