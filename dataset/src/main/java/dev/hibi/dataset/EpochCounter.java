package dev.hibi.dataset;

import java.util.concurrent.atomic.AtomicInteger;

/** Numbers the passes over a data set: 0, 1, 2 and so on, or always the same. Thread-safe. */
final class EpochCounter {
  private final int first;
  private final int step;
  private final AtomicInteger next;

  private EpochCounter(int first, int step) {
    this.first = first;
    this.step = step;
    this.next = new AtomicInteger(first);
  }

  static EpochCounter counting() {
    return new EpochCounter(0, 1);
  }

  static EpochCounter fixed(int epoch) {
    return new EpochCounter(epoch, 0);
  }

  int next() {
    return next.getAndAdd(step);
  }

  int first() {
    return first;
  }

  /** One that begins anew. */
  EpochCounter fresh() {
    return new EpochCounter(first, step);
  }
}
