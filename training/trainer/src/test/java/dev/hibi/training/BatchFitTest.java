package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For how many images memory suffices. */
final class BatchFitTest {
  @TempDir Path directory;

  @Test
  void theHalfTheQuarterAndSoOnIsTakenUntilItFits() throws IOException {
    FitConfig config = Runs.scratch().build();
    double tenImages = StepMemory.of(networks(config)).bytes(10);

    assertThat(fit(config, Long.MAX_VALUE).largest(12)).isEqualTo(12);
    assertThat(fit(config, (long) tenImages).largest(12)).isEqualTo(6);
    assertThat(fit(config, (long) tenImages).largest(96)).isEqualTo(6);
    assertThat(fit(config, (long) tenImages).largest(5)).isEqualTo(5);
  }

  @Test
  void whereNotEvenTwoImagesFitItIsSaid() throws IOException {
    FitConfig config =
        FitConfig.builder(Backbone.RESNET152).imageSpec(ImageSpec.imagenet(4096)).build();

    assertThatThrownBy(
            () -> new BatchFit(networks(config), new StateDict(Map.of()), 3L << 30).largest(32))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "out of memory: expected about [0-9]{6} MiB for a step of 2 images of 4096 pixels,"
                + " found 3072 MiB \\(cpu; smaller images need less\\)");
  }

  @Test
  void aRunThatMayTakeSmallerBatchesRecordsTheSizeAndIsResumedWithIt() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Runs runs = new Runs(manager, directory);
      FitConfig plain = Runs.scratch().batchSize(10).build();
      FitConfig auto = Runs.scratch().halveBatchToFit(true).batchSize(10).build();
      runs.run(plain, "plain").build().fit();
      assertThatThrownBy(() -> runs.run(auto, "auto").listener(Runs.powerFailure(10)).build().fit())
          .hasMessage("power failure");

      runs.run(auto.toBuilder().batchSize(32).build(), "auto").resume(true).build().fit();

      assertThat(runs.model("auto")).hasSameBinaryContentAs(runs.model("plain"));
      assertThat(Files.readString(directory.resolve("auto/run.json")))
          .contains("\"batchSize\": 10");
    }
  }

  @Test
  void aHeadAloneIsNotTried() throws IOException {
    Path weights = Files.createFile(directory.resolve("weights.safetensors"));
    FitConfig config = Runs.scratch().mode(TrainingMode.FEATURES).weights(weights).build();

    assertThat(new BatchFit(networks(config), new StateDict(Map.of()), 0).largest(32))
        .isEqualTo(32);
  }

  private static BatchFit fit(FitConfig config, long available) throws IOException {
    RunNetworks networks = networks(config);
    return new BatchFit(networks, networks.initialWeights(), available);
  }

  private static RunNetworks networks(FitConfig config) {
    return new RunNetworks(config, Toy.LABELS, List.of(Device.cpu()));
  }
}
