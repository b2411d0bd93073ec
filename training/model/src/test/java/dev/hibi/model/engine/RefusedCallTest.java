package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a call was given is freed when the engine refuses it. */
final class RefusedCallTest {
  private static final int CALLS = 2_000;

  /** 1.25 MiB: 2.4 GiB would be left behind. */
  private static final Shape FOUR_CHANNELS = new Shape(8, 4, 101, 101);

  private static final long BOUND_KIB = 600_000;

  private final NetworkDefinition network = Backbone.RESNET18.network(2);
  private final StateDict weights = NetworkWeights.random(network, 0);

  @Test
  void classifyingLeavesNothingBehind() throws IOException {
    try (InferenceNetwork inference =
        InferenceNetwork.of(network, weights, 32, Device.cpu(), Precision.FLOAT32)) {
      requireFlat(() -> refused(inference.manager(), inference::logits));
    }
  }

  @Test
  void trainingLeavesNothingBehind() throws IOException {
    OptimizerSpec optimizer = new OptimizerSpec.Sgd(0.9, 0, false);
    try (TrainableNetwork training = TrainableNetwork.builder(network, weights, optimizer).open()) {
      requireFlat(
          () ->
              refused(
                  training.manager(),
                  images -> {
                    NDArray labels = images.getManager().create(new long[8]);
                    training.step(images, labels, 0.1);
                  }));
    }
  }

  /** One image a million times takes no memory, its first layer's result a terabyte and more. */
  @Test
  void aBatchThatMemoryDoesNotSufficeForIsToldWithOneThatShouldFit() throws IOException {
    try (InferenceNetwork inference =
            InferenceNetwork.of(network, weights, 32, Device.cpu(), Precision.FLOAT32);
        NDManager batch = inference.manager().newSubManager()) {
      NDArray images = batch.zeros(new Shape(1, 3, 64, 64)).broadcast(1L << 24, 3, 64, 64);
      assertThatThrownBy(() -> inference.logits(images))
          .isInstanceOf(BatchMemoryException.class)
          .hasMessageMatching(
              "out of memory: expected \\d+ bytes more, found less"
                  + " \\(cpu; a batch of \\d+ should fit\\)");
    }
  }

  private interface Call {
    void with(NDArray images);
  }

  private static void refused(NDManager manager, Call call) {
    try (NDManager batch = manager.newSubManager()) {
      NDArray images = batch.zeros(FOUR_CHANNELS);
      assertThatThrownBy(() -> call.with(images))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("expected input[8, 4, 101, 101] to have 3 channels");
    }
  }

  private static void requireFlat(Runnable call) throws IOException {
    assumeThat(Path.of("/proc/self/status")).exists();
    for (int i = 0; i < 100; i++) {
      call.run();
    }
    long before = residentKib();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    assertThat(residentKib() - before).isLessThan(BOUND_KIB);
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
