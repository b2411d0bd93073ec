package dev.hibi.service;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/*
 * A place is taken before a byte of the body is read, so that uploads in memory are as many as
 * places; the engine, which uses all cores for one image, is asked by few at a time.
 */
/** Who may work, and who waits for it. Thread-safe. */
final class Admission {
  private final Semaphore places;
  private final Semaphore engine;
  private final int all;
  private final LongAdder refused = new LongAdder();

  /**
   * Of a service.
   *
   * @param working how many ask the engine at a time
   * @param waiting how many more are read, and wait
   */
  Admission(int working, int waiting) {
    this.all = working + waiting;
    this.places = new Semaphore(all);
    this.engine = new Semaphore(working, true);
  }

  /** Work on a request. */
  interface Work<T> {
    T run() throws Exception;
  }

  /**
   * A place, to be closed.
   *
   * @throws Problem 429 if all are taken
   */
  Place enter() {
    if (!places.tryAcquire()) {
      refused.increment();
      throw Problem.of(
          429,
          "too many at work: expected at most %d requests at a time, found more".formatted(all),
          "Retry-After",
          "1");
    }
    return new Place();
  }

  /** One of the places. */
  final class Place implements AutoCloseable {
    private Place() {}

    /** Asks the engine, as soon as it is this one's turn. */
    <T> T work(Work<T> work) throws Exception {
      engine.acquire();
      try {
        return work.run();
      } finally {
        engine.release();
      }
    }

    @Override
    public void close() {
      places.release();
    }
  }

  int taken() {
    return all - places.availablePermits();
  }

  long refused() {
    return refused.sum();
  }
}
