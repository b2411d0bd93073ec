package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Steps whose losses were not read yet, oldest first: reading waits for a GPU, which else is given
 * the next step while it computes this one.
 */
final class UnreadSteps {
  private final NDManager owner;
  private final Queue<Step> steps = new ArrayDeque<>();

  /**
   * None yet.
   *
   * @param owner of the losses, until they are read
   */
  UnreadSteps(NDManager owner) {
    this.owner = owner;
  }

  /**
   * A step that was made.
   *
   * @param number of updates up to it
   * @param samples of its batch
   * @param loss float32 ()
   * @param seconds wall time of the epoch's training up to it
   */
  record Step(long number, int samples, NDArray loss, double rate, double seconds) {}

  /** Hears of a step and its loss. */
  @FunctionalInterface
  interface Reader {
    void read(Step step, double loss) throws IOException;
  }

  void add(Step step) {
    step.loss().attach(owner);
    steps.add(step);
  }

  int size() {
    return steps.size();
  }

  /** Reads what there is, and forgets it. */
  void read(Reader reader) throws IOException {
    while (!steps.isEmpty()) {
      Step step = steps.remove();
      double loss;
      try (NDArray array = step.loss()) {
        loss = array.getFloat(); // waits for the device
      }
      reader.read(step, loss);
    }
  }
}
