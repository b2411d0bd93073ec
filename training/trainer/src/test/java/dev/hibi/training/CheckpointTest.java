package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What checkpoints hold, which one a run goes on from, and that it then is as if never stopped. */
final class CheckpointTest extends RunFixture {

  private final Runs.Log log = new Runs.Log();

  @ParameterizedTest
  @EnumSource(names = "NORMAL", mode = EnumSource.Mode.EXCLUDE)
  void aRunThatIsKilledInMidEpochGoesOnFromItsLastStepToTheBit(TrainingMode mode)
      throws IOException {
    FitConfig config = runs.config(mode);
    TrainingResult whole = runs.run(config, "whole").build().fit();
    stop(config, 17, 3);

    assertThat(Runs.names(checkpoints()))
        .containsExactly("epoch-0001-step-000013", "epoch-0001-step-000016");
    TrainingResult resumed = runs.run(config, "run").resume(true).listener(log).build().fit();

    assertThat(log.begun).containsExactly(16L);
    assertThat(runs.model("run")).hasSameBinaryContentAs(runs.model("whole"));
    assertThat(resumed.history())
        .extracting(EpochMetrics::trainLoss)
        .isEqualTo(whole.history().stream().map(EpochMetrics::trainLoss).toList());
    assertThat(Runs.names(checkpoints())).containsExactly("epoch-0001-step-000016", "epoch-0002");
  }

  @Test
  void aRunThatIsKilledAfterAnEpochsLastStepTestsItAndGoesOn() throws IOException {
    FitConfig config = Runs.scratch().build();
    runs.run(config, "whole").build().fit();
    FitListener power =
        new FitListener() {
          @Override
          public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
            throw new IOException("power failure");
          }

          @Override
          public boolean isEssential() {
            return true;
          }
        };
    assertThatThrownBy(
            () -> runs.run(config, "run").checkpointEverySteps(5).listener(power).build().fit())
        .hasMessage("power failure");

    runs.run(config, "run").resume(true).listener(log).build().fit();

    assertThat(log.begun).containsExactly(10L);
    assertThat(runs.model("run")).hasSameBinaryContentAs(runs.model("whole"));
  }

  @Test
  void timeOfTrainingIsThatOfAllParts() throws IOException {
    FitConfig config = Runs.scratch().build();
    stop(config, 9, 4);
    Path state = checkpoints().resolve("epoch-0000-step-000008/state.json");
    JsonObject underWay =
        JsonParser.parseString(Files.readString(state))
            .getAsJsonObject()
            .getAsJsonObject("underWay");

    TrainingResult result = runs.run(config, "run").resume(true).build().fit();

    assertThat(underWay.get("samples").getAsLong()).isEqualTo(64);
    assertThat(result.history().get(0).trainSeconds())
        .isGreaterThan(underWay.get("seconds").getAsDouble());
  }

  @Test
  void aBitThatIsFlippedAnywhereIsToldAndTheCheckpointBeforeIsUsed() throws IOException {
    FitConfig config = Runs.scratch().build();
    runs.run(config, "whole").build().fit();
    for (String name :
        List.of("weights.safetensors", "optimizer.safetensors", "state.json", "SHA256SUMS")) {
      Runs.Log heard = new Runs.Log();
      String output = "run-" + name;
      stop(config, output, 19, 8);
      flip(directory.resolve(output).resolve("checkpoints/epoch-0001-step-000018").resolve(name));

      runs.run(config, output).resume(true).listener(heard).build().fit();

      assertThat(heard.begun).as(name).containsExactly(10L);
      assertThat(heard.warnings)
          .singleElement()
          .asString()
          .startsWith("checkpoint passed over: ")
          .contains("epoch-0001-step-000018");
      assertThat(runs.model(output)).hasSameBinaryContentAs(runs.model("whole"));
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
  }

  @Test
  void whatADamagedCheckpointLacksIsNamed() throws IOException {
    FitConfig config = Runs.scratch().build();
    stop(config, 19, 8);
    Path latest = checkpoints().resolve("epoch-0001-step-000018");
    Files.delete(latest.resolve("optimizer.safetensors"));

    runs.run(config, "run").resume(true).listener(log).build().fit();

    assertThat(log.warnings)
        .containsExactly(
            "checkpoint passed over: damaged checkpoint: expected optimizer.safetensors, found none"
                + " ("
                + latest
                + ")");
  }

  @Test
  void whereAllAreDamagedEachIsNamedAndNothingBeginsAnew() throws IOException {
    FitConfig config = Runs.scratch().build();
    stop(config, 19, 8);
    Path first = checkpoints().resolve("epoch-0001");
    Path second = checkpoints().resolve("epoch-0001-step-000018");
    Files.delete(first.resolve("state.json"));
    Files.writeString(second.resolve("state.json"), "{\"format\":1}");

    assertThatThrownBy(() -> runs.run(config, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no whole checkpoint: expected one of 2, found: unsupported checkpoint: expected format"
                + " 3, found 1 (%s); damaged checkpoint: expected state.json, found none (%s)",
            second.resolve("state.json"), first);
  }

  @Test
  void aStateThatContradictsItselfIsPassedOverThoughItsDigestFits() throws IOException {
    FitConfig config = Runs.scratch().build();
    stop(config, 19, 8);
    Path latest = checkpoints().resolve("epoch-0001-step-000018");
    Path state = latest.resolve("state.json");
    String text = Files.readString(state);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    json.getAsJsonArray("history").remove(0);

    assertThat(warningOf(latest, json.toString()))
        .isEqualTo("contradictory checkpoint: expected a history of epoch 1, found 0 (%s)", state);
    assertThat(warningOf(latest, text.replace("\"step\": 18", "\"step\": 14")))
        .isEqualTo(
            "contradictory checkpoint: expected the state of epoch-0001-step-000018, found that of"
                + " epoch-0001-step-000014 (%s)",
            state);
    assertThat(warningOf(latest, "[]"))
        .startsWith("bad checkpoint: expected the state of a run, found '")
        .endsWith("' (" + state + ")");
    assertThat(warningOf(latest, text.replace("\"samples\": 64", "\"samples\": 640")))
        .isEqualTo("contradictory checkpoint: expected samples of 80, found 640 (%s)", state);
    assertThat(warningOf(latest, text.replace("resnet10-w16", "resnet34")))
        .startsWith("contradictory checkpoint: expected 218 tensors in their order, found 74,");
  }

  /** What is said of a checkpoint whose state is another one, digests made right again. */
  private String warningOf(Path checkpoint, String state) throws IOException {
    Files.writeString(checkpoint.resolve("state.json"), state);
    StringBuilder sums = new StringBuilder();
    for (String name : List.of("weights.safetensors", "optimizer.safetensors", "state.json")) {
      sums.append(Sha256.of(checkpoint.resolve(name))).append("  ").append(name).append('\n');
    }
    Files.writeString(checkpoint.resolve("SHA256SUMS"), sums);
    Runs.Log heard = new Runs.Log();

    assertThat(new CheckpointFolder(checkpoints(), heard).latest().orElseThrow().state().where())
        .isEqualTo("epoch 1");

    assertThat(heard.warnings).hasSize(1);
    return heard.warnings.get(0).substring("checkpoint passed over: ".length());
  }

  @Test
  void sha256sumReadsTheDigests() throws Exception {
    runs.run(Runs.scratch().epochs(1).build(), "run").build().fit();

    List<String> lines = Files.readAllLines(checkpoints().resolve("epoch-0001/SHA256SUMS"));

    assertThat(lines)
        .extracting(line -> line.substring(64))
        .containsExactly("  weights.safetensors", "  optimizer.safetensors", "  state.json");
  }

  @Test
  void whatAKilledProcessWasWritingIsRemovedAndWhatSomebodyPutThereStays() throws IOException {
    FitConfig config = Runs.scratch().build();
    stop(config, 19, 8);
    Path half = checkpoints().resolve(".epoch-0001-step-000024.4000000-abc.tmp");
    Files.createDirectory(half);
    Files.writeString(half.resolve("weights.safetensors"), "half");
    Path copy = checkpoints().resolve("epoch-0001.bak");
    Files.createDirectory(copy);
    Files.writeString(copy.resolve("notes.txt"), "mine");
    Files.writeString(checkpoints().resolve("epoch-0009"), "a file");

    runs.run(config, "run").resume(true).listener(log).build().fit();

    assertThat(log.warnings).isEmpty();
    assertThat(half).doesNotExist();
    assertThat(copy.resolve("notes.txt")).hasContent("mine");
    assertThat(Runs.names(checkpoints()))
        .containsExactly("epoch-0001-step-000018", "epoch-0001.bak", "epoch-0002", "epoch-0009");
  }

  @Test
  void aCheckpointWithAFileOfTheUsersIsNotDeleted() throws IOException {
    FitConfig config = Runs.scratch().build();
    stop(config, 19, 8);
    Path notes = checkpoints().resolve("epoch-0001/notes.txt");
    Files.writeString(notes, "mine");

    assertThatThrownBy(() -> runs.run(config, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "output holds what would be lost: expected nothing or a checkpoint of Hibi, found"
                + " 'notes.txt' (%s)",
            notes.getParent());
    assertThat(notes).hasContent("mine");
  }

  @Test
  void listenersAreAskedToWriteBeforeACheckpointAppears() throws IOException {
    List<String> heard = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onCheckpoint(long step) throws IOException {
            try (Stream<Path> files = Files.walk(directory.resolve("run"), 2)) {
              long there = files.filter(file -> file.toString().contains("epoch-")).count();
              heard.add(step + " after " + there);
            }
          }
        };

    runs.run(Runs.scratch().epochs(1).build(), "run")
        .checkpointEverySteps(6)
        .listener(listener)
        .build()
        .fit();

    assertThat(heard).containsExactly("6 after 0", "10 after 1");
  }

  private void stop(FitConfig config, long step, long every) {
    stop(config, "run", step, every);
  }

  private void stop(FitConfig config, String name, long step, long every) {
    assertThatThrownBy(
            () ->
                runs.run(config, name)
                    .checkpointEverySteps(every)
                    .listener(Runs.powerFailure(step))
                    .build()
                    .fit())
        .hasMessage("power failure");
  }

  private Path checkpoints() {
    return directory.resolve("run/checkpoints");
  }
}
