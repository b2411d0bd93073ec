package dev.hibi.training;

import dev.hibi.model.engine.PyTorch;
import java.io.IOException;

/**
 * The number of threads among which a run divides a computation on the CPU: sums are made in
 * another order with another number, so it decides the last bits of the result.
 */
final class ComputeThreads {
  private static final int MOST = 4096;

  private ComputeThreads() {}

  /** What is computed. */
  @FunctionalInterface
  interface Computation<T> {
    T run() throws IOException;
  }

  /**
   * Computes on this thread with so many, and leaves the number as it was.
   *
   * @throws IOException if PyTorch does not take the number, or as the computation
   */
  static <T> T with(int count, Computation<T> computation) throws IOException {
    int before = PyTorch.computeThreads();
    if (count == before) {
      return computation.run();
    }
    if (count < 1 || count > MOST) {
      throw new IOException(
          "bad number of compute threads: expected 1 to %d, found %d".formatted(MOST, count));
    }
    PyTorch.computeThreads(count);
    try {
      int now = PyTorch.computeThreads();
      if (now != count) {
        throw new IOException(
            ("wrong number of compute threads: expected %d, with which the run began, found %d"
                    + " (start with OMP_NUM_THREADS=%d)")
                .formatted(count, now, count));
      }
      return computation.run();
    } finally {
      PyTorch.computeThreads(before);
    }
  }
}
