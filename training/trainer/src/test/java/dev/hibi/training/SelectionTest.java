package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which epoch becomes the model, and when a run ends: chosen by validation data alone. */
final class SelectionTest extends RunFixture {

  private static final LearningRateSchedule CONSTANT = new LearningRateSchedule.Constant();

  /** Of a run whose validation gets worse the more it learns. */
  private TrainingRun.Builder run(FitConfig config, String name) {
    return runs.run(config, name).validation(Toy.mislabeled(manager, 24, 3));
  }

  private static FitConfig.Builder config(int epochs) {
    return Runs.scratch().epochs(epochs).schedule(CONSTANT);
  }

  @Test
  void theTestDataAreTestedOnOnceAtTheEnd() throws IOException {
    List<Long> measured = new ArrayList<>();
    FitListener noting =
        new FitListener() {
          @Override
          public void onEpoch(EpochMetrics metrics, Evaluation evaluation) {
            measured.add(evaluation.samples());
          }
        };

    TrainingResult result = run(config(2).build(), "run").listener(noting).build().fit();

    assertThat(measured).containsExactly(24L, 24L);
    assertThat(result.history())
        .extracting(EpochMetrics::measuredOn)
        .containsExactly("validation", "validation");
    assertThat(result.evaluation().samples()).isEqualTo(40);
    JsonObject record = json("run/run.json");
    assertThat(record.get("selectedEpoch").getAsInt()).isEqualTo(2);
    assertThat(record.getAsJsonObject("test").get("samples").getAsInt()).isEqualTo(40);
    assertThat(record.getAsJsonObject("settings").getAsJsonObject("validationData").get("sha256"))
        .hasToString("\"toy-24-3\"");
    assertThat(record.get("peakMemoryBytes").getAsLong()).isPositive();
    assertThat(record.get("dataWaitShare").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(Files.readAllLines(directory.resolve("run/metrics.jsonl")))
        .allMatch(line -> line.contains("\"measuredOn\":\"validation\",\"loss\":"));
  }

  @Test
  void withoutValidationDataTheEpochsAreOfTheTestDataAndSaySo() throws IOException {
    TrainingResult result = runs.run(config(1).build(), "run").build().fit();

    assertThat(result.history()).extracting(EpochMetrics::measuredOn).containsExactly("test");
    assertThat(result.evaluation().loss()).isEqualTo(result.history().get(0).loss());
    assertThat(json("run/run.json").getAsJsonObject("settings").has("validationData")).isFalse();
  }

  @Test
  void theValidationChangesNoWeight() throws IOException {
    runs.run(config(2).build(), "without").build().fit();

    run(config(2).build(), "with").build().fit();

    assertThat(runs.model("with")).hasSameBinaryContentAs(runs.model("without"));
  }

  @Test
  void theModelHasTheWeightsOfTheBestEpoch() throws IOException {
    runs.run(config(1).build(), "one").build().fit();

    TrainingResult result = run(config(4).selectBest(true).build(), "best").build().fit();

    assertThat(result.selectedEpoch()).isEqualTo(1);
    assertThat(result.history()).hasSize(4);
    assertThat(result.evaluation().samples()).isEqualTo(40);
    assertThat(runs.model("best")).hasSameBinaryContentAs(runs.model("one"));
    assertThat(Runs.names(directory.resolve("best/checkpoints")))
        .containsExactly("epoch-0001", "epoch-0003", "epoch-0004");
    assertThat(result.description().provenance().selectedEpoch()).isEqualTo(1);
    assertThat(json("best/model/model.json").getAsJsonObject("provenance").get("selectedEpoch"))
        .hasToString("1");
    assertThat(json("best/run.json").get("selectedEpoch").getAsInt()).isEqualTo(1);
  }

  @Test
  void aResumedRunSelectsTheSameToTheBit() throws IOException {
    FitConfig config = config(4).selectBest(true).build();
    run(config, "whole").build().fit();
    for (long step : new long[] {17, 35}) {
      String name = "killed-" + step;
      assertThatThrownBy(() -> run(config, name).listener(Runs.powerFailure(step)).build().fit())
          .hasMessage("power failure");

      TrainingResult result = run(config, name).resume(true).build().fit();

      assertThat(result.selectedEpoch()).isEqualTo(1);
      assertThat(runs.model(name)).hasSameBinaryContentAs(runs.model("whole"));
    }
  }

  @Test
  void theRateFallsWhereTheValidationLossStandsAndAResumedRunHasItToTheBit() throws IOException {
    FitConfig config =
        config(5).schedule(new LearningRateSchedule.Plateau(0.5, 0, 1e-4, 1, 0.0003)).build();
    TrainingResult whole = run(config, "whole").build().fit();
    List<Double> losses = whole.history().stream().map(EpochMetrics::loss).toList();
    for (long step : new long[] {27, 31}) {
      String name = "killed-" + step;
      assertThatThrownBy(() -> run(config, name).listener(Runs.powerFailure(step)).build().fit())
          .hasMessage("power failure");

      TrainingResult result = run(config, name).resume(true).build().fit();

      assertThat(result.history()).extracting(EpochMetrics::loss).isEqualTo(losses);
      assertThat(runs.model(name)).hasSameBinaryContentAs(runs.model("whole"));
    }
    assertThat(losses.get(1)).isGreaterThan(losses.get(0)); // it learns what validation calls wrong
    assertThat(whole.history())
        .extracting(EpochMetrics::learningRate)
        .containsExactly(0.001, 0.001, 0.0005, 0.0005, 0.0003);
  }

  @Test
  void aRateThatFollowsTheLossNeedsAValidation() throws IOException {
    FitConfig config = config(2).schedule(LearningRateSchedule.Plateau.standard()).build();

    assertThatThrownBy(() -> runs.run(config, "run").build().fit())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no validation data: expected some for schedule plateau to follow, found test data"
                + " alone");
  }

  @Test
  void inModeFeaturesTheBestHeadIsTheModel() throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FEATURES).toBuilder()
            .epochs(4)
            .learningRate(0.5)
            .schedule(CONSTANT)
            .build();

    TrainingResult result = run(config.toBuilder().selectBest(true).build(), "best").build().fit();

    int selected = result.selectedEpoch();
    assertThat(selected).isEqualTo(EpochSelection.bestOf(result.history()));
    assertThat(Runs.names(directory.resolve("best/features")))
        .containsExactly("test", "training", "validation");
    runs.run(config.toBuilder().epochs(selected).build(), "short").build().fit();
    assertThat(runs.model("best")).hasSameBinaryContentAs(runs.model("short"));
  }

  @Test
  void aRunEndsWhenItsPatienceDoesAndStaysEnded() throws IOException {
    FitConfig config = config(9).earlyStopping(2).build();

    TrainingResult result = run(config, "run").build().fit();
    byte[] model = Files.readAllBytes(runs.model("run"));
    TrainingResult again = run(config, "run").resume(true).build().fit();

    assertThat(result.history()).hasSize(3);
    assertThat(result.selectedEpoch()).isEqualTo(3);
    assertThat(again.history()).isEqualTo(result.history());
    assertThat(Files.readAllBytes(runs.model("run"))).isEqualTo(model);
  }

  @Test
  void morePatienceIsAcceptedByName() throws IOException {
    run(config(9).earlyStopping(1).build(), "run").build().fit();
    FitConfig more = config(9).earlyStopping(3).build();
    assertThatThrownBy(() -> run(more, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: earlyStopping: expected 1, found 3; can be accepted:"
                + " earlyStopping (%s)",
            directory.resolve("run/checkpoints"));

    TrainingResult result =
        run(more, "run").resume(true).accept(Set.of("earlyStopping")).build().fit();

    assertThat(result.history()).hasSize(4);
  }

  @Test
  void whatChoosesIsPartOfTheRun() throws IOException {
    runs.run(config(1).build(), "run").build().fit();

    assertThatThrownBy(
            () -> run(config(2).selectBest(true).build(), "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: select: expected last, found best; validation data:"
                + " expected none, found 24 samples {N=12, P=12} toy-24-3; cannot be accepted:"
                + " select, validationData (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void withoutValidationDataNothingIsChosen() throws IOException {
    for (FitConfig config :
        List.of(config(2).selectBest(true).build(), config(2).earlyStopping(1).build())) {
      assertThatThrownBy(() -> runs.run(config, "run").build().fit())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "no validation data: expected some to choose an epoch by, found test data alone");
    }
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void aBestCheckpointThatIsDamagedIsToldWhenTheRunGoesOn() throws IOException {
    FitConfig config = config(4).selectBest(true).build();
    run(config, "run").build().fit();
    Path best = directory.resolve("run/checkpoints/epoch-0001");
    Files.delete(best.resolve("weights.safetensors"));

    assertThatThrownBy(() -> run(config, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no whole checkpoint: expected one of 3, found: ")
        .hasMessageContaining(
            "damaged checkpoint: expected weights.safetensors, found none (%s)", best);
  }

  @Test
  void equalLossesAreNoBetter() {
    EpochSelection best = new EpochSelection(true, 2);

    assertThat(best.selected(losses(0.5, 0.3, 0.3))).isEqualTo(2);
    assertThat(best.endsAfter(losses(0.5, 0.3, 0.3))).isFalse();
    assertThat(best.endsAfter(losses(0.5, 0.3, 0.3, 0.3))).isTrue();
    assertThat(best.endsAfter(losses(0.5, 0.3, 0.4, 0.2))).isFalse();
    assertThat(best.endsAfter(List.of())).isFalse();
    assertThat(EpochSelection.LAST.selected(losses(0.1, 0.2))).isEqualTo(2);
    assertThat(EpochSelection.LAST.endsAfter(losses(0.1, 0.2, 0.3))).isFalse();
    assertThatThrownBy(() -> new EpochSelection(false, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad patience: expected 1 and more, or 0 for none, found -1");
  }

  private static List<EpochMetrics> losses(double... losses) {
    List<EpochMetrics> history = new ArrayList<>();
    for (double loss : losses) {
      int epoch = history.size() + 1;
      history.add(
          new EpochMetrics(epoch, 10L * epoch, 0.1, 1, "validation", loss, 0.5, 1, 1, 80, 0));
    }
    return history;
  }

  private JsonObject json(String file) throws IOException {
    return JsonParser.parseString(Files.readString(directory.resolve(file))).getAsJsonObject();
  }
}
