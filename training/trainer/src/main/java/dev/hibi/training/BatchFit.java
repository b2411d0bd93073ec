package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.engine.AvailableMemory;
import dev.hibi.model.engine.BatchMemoryException;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds out for how many images memory suffices, by steps on black images, with a network of its
 * own so that the run's is not touched.
 *
 * <p>On a CPU the kernel rather ends a process than refuses it memory, so no step is tried that
 * would take more than there is by {@link StepMemory}'s reckoning.
 *
 * @param available bytes on a CPU; no matter elsewhere
 */
record BatchFit(RunNetworks networks, StateDict weights, long available) {
  /** Batch normalisation learns from two images and more. */
  private static final int LEAST = 2;

  static BatchFit of(RunNetworks networks, StateDict weights) {
    return new BatchFit(networks, weights, AvailableMemory.bytes());
  }

  /**
   * The largest size that fits: the given one, or the half, the quarter and so on. In mode {@code
   * features}, where a step is on the head alone, it is the given one.
   *
   * @param most at least 2
   * @throws BatchMemoryException if not even two images do
   * @throws IOException the same on a CPU, or if a network cannot be made
   */
  int largest(int most) throws IOException {
    if (networks.config().mode() == TrainingMode.FEATURES) {
      return most;
    }
    StepMemory memory = StepMemory.of(networks);
    for (int size = most; ; size = Math.max(size / 2, LEAST)) {
      boolean least = size == LEAST;
      double needed = memory.bytes(size);
      if (networks.device().isGpu() || needed <= available) {
        try {
          step(size);
          return size;
        } catch (BatchMemoryException e) {
          if (least) {
            throw e;
          }
        }
      } else if (least) {
        throw new IOException(
            "out of memory: expected about %.0f MiB for a step of %d images of %d pixels, found %d"
                    .formatted(needed / (1 << 20), size, edge(), available >> 20)
                + " MiB (cpu; smaller images need less)");
      }
    }
  }

  private int edge() {
    return networks.config().imageSpec().size();
  }

  private void step(int size) throws IOException {
    try (TrainableNetwork network = networks.open(weights, Optional.empty())) {
      for (int i = 0; i < 2; i++) { // the second beside the gradients that the first one leaves
        try (NDManager batch = network.manager().newSubManager()) {
          int samples = Math.multiplyExact(size, networks.config().step().accumulate());
          NDArray images = networks.zeros(batch, samples);
          NDArray labels = batch.zeros(new Shape(samples), DataType.INT64);
          network.step(images, labels, networks.config().learningRate()).getFloat();
        }
      }
    }
  }
}
