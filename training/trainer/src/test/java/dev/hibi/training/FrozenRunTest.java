package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.engine.Bfloat16;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs in which what is before a layer stays as it is, and is computed once. */
final class FrozenRunTest extends RunFixture {

  private FitConfig.Builder config(int trainFrom) throws IOException {
    return runs.config(TrainingMode.FINETUNE).toBuilder().frozen(new FrozenPrefix(trainFrom, 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void aStoppedRunEndsWithTheSameModelToTheBit(Precision precision) throws IOException {
    Bfloat16.assumeComputed(precision);
    FitConfig config = config(3).precision(precision).build();
    runs.run(config, "whole").build().fit();
    assertThatThrownBy(
            () -> runs.run(config, "stopped").listener(Runs.powerFailure(13)).build().fit())
        .hasMessage("power failure");

    runs.run(config, "stopped").resume(true).build().fit();

    assertThat(runs.model("stopped")).hasSameBinaryContentAs(runs.model("whole"));
  }

  @Test
  void theModelIsWholeAndLearnedOnlyBehindTheCut() throws IOException {
    FitConfig config = config(4).build();

    TrainingResult result = runs.run(config, "run").build().fit();

    StateDict before = Safetensors.read(config.weights().orElseThrow());
    StateDict after = Safetensors.read(result.model().resolve("model.safetensors"));
    assertThat(after.names()).containsExactlyElementsOf(before.names());
    for (String name : before.names()) {
      boolean learns =
          (name.startsWith("layer4.") || name.startsWith("fc."))
              && (name.endsWith(".weight") || name.endsWith(".bias"));
      assertThat(after.get(name).bytes().equals(before.get(name).bytes()))
          .as(name)
          .isEqualTo(!learns);
    }
  }

  /** Of what the whole run computes each step, the cut computes a part once. */
  @Test
  void itsTestIsThatOfTheModelItWrote() throws IOException {
    FitConfig config = config(2).precision(Precision.FLOAT32).build();
    TrainingResult result = runs.run(config, "run").build().fit();

    FitConfig again =
        runs.config(TrainingMode.FEATURES).toBuilder()
            .weights(result.model().resolve("model.safetensors"))
            .precision(Precision.FLOAT32)
            .epochs(1)
            .learningRate(1e-12)
            .build();
    TrainingResult measured = runs.run(again, "again").build().fit();

    assertThat(measured.evaluation().loss()).isCloseTo(result.evaluation().loss(), within(1e-5));
  }

  /** The head sees the map at the cut, too. */
  @Test
  void itLearns() throws IOException {
    FitConfig config =
        config(3).features(PooledLayer.listOf("layer2:max,layer4:mean")).epochs(6).build();

    TrainingResult result = runs.run(config, "run").build().fit();

    assertThat(result.evaluation().accuracy()).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void whatIsKeptIsComputedOnceInThePrecisionOfTheRun() throws IOException {
    Bfloat16.assumeComputed(Precision.BFLOAT16);
    Runs.Extractions listener = new Runs.Extractions();
    FitConfig config = config(4).precision(Precision.BFLOAT16).epochs(1).build();
    runs.run(config, "run").listener(listener).build().fit();
    runs.run(config, "run").listener(listener).resume(true).build().fit();

    assertThat(listener.whole).containsExactly("training 80", "test 40", "bank 80", "bank 80");
    Path kept = directory.resolve("run/activations/training/000000.safetensors");
    assertThat(Safetensors.read(kept).get("features").shape()).containsExactly(80, 2, 2, 64);
    assertThat(kept.toFile().length()).isLessThan(80 * 2 * 2 * 64 * 2 + 80 * 8 + 2000);
  }

  @Test
  void moreThanTheLimitIsRefusedBeforeAnythingIsComputed() throws IOException {
    FitConfig config = config(4).precision(Precision.FLOAT32).activationLimit(50_000).build();

    assertThatThrownBy(() -> runs.run(config, "run").build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "activations are too large: expected at most 0.0 MiB, found 0.1 (120 images and"
                + " views of 1,024 bytes before layer4)");
    assertThat(directory.resolve("run/activations")).doesNotExist();
  }

  @Test
  void viewsNeedAugmentation() throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FINETUNE).toBuilder().frozen(new FrozenPrefix(4, 3)).build();

    assertThatThrownBy(() -> runs.run(config, "run").build().fit())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("views without augmentation: expected 1 of images as they are, found 3");
  }

  @Test
  void aRunWithAnotherCutIsNotResumed() throws IOException {
    runs.run(config(4).build(), "run").build().fit();
    FitConfig other = config(3).build();

    assertThatThrownBy(() -> runs.run(other, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: trainFrom: expected layer4, found layer3; cannot be"
                + " accepted: trainFrom (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void epochsTakeViewsByTurns() throws IOException {
    RunSettings settings = Runs.settings(Toy.data(manager, 4, 1), 8);
    List<FeatureSamples> views = new ArrayList<>();
    for (int view = 0; view < 2; view++) {
      float[] rows = {view, view};
      views.add(
          new FeatureSamples(
              List.of(FloatBuffer.wrap(rows)),
              2,
              new RowForm(List.of(1L), dev.hibi.model.weights.Tensor.Type.FLOAT32),
              new long[] {0, 1},
              settings.recipe()));
    }
    ViewedSamples samples = new ViewedSamples(views);

    List<Float> seen = new ArrayList<>();
    for (int epoch = 0; epoch < 5; epoch++) {
      samples
          .forTraining(manager, epoch, 0)
          .forEach(
              batch -> {
                seen.add(batch.getData().singletonOrThrow().toFloatArray()[0]);
                batch.close();
              });
    }

    assertThat(seen).containsExactly(0f, 1f, 0f, 1f, 0f);
  }
}
