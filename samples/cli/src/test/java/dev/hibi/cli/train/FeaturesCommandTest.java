package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of {@code hibi train} sees. */
final class FeaturesCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
  }

  @ParameterizedTest
  @CsvSource({"features, layer4:max", "finetune, layer4:mean"})
  void whatTheHeadSeesFollowsFromTheModeUnlessItIsSaid(String mode, String seen)
      throws IOException {
    Answer trained = train("--mode=" + mode, "--weights=" + weights());

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(
            JsonParser.parseString(Files.readString(directory.resolve("run/model/model.json")))
                .getAsJsonObject()
                .get("features"))
        .hasToString("[\"" + seen + "\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"features", "finetune"})
  void aModelOfSeveralLayersIsTrainedAndPredictsAndEvaluates(String mode) throws IOException {
    Answer trained =
        train("--mode=" + mode, "--features=layer3:max,layer4:mean", "--weights=" + weights());

    assertThat(trained.code()).as(trained.err()).isZero();
    String model = directory.resolve("run/model").toString();
    assertThat(
            JsonParser.parseString(Files.readString(Path.of(model, "model.json")))
                .getAsJsonObject()
                .get("features"))
        .hasToString("[\"layer3:max\",\"layer4:mean\"]");
    Answer evaluated =
        Answer.of("evaluate", "--model", model, "--data", shared.resolve("test.zip").toString());
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
  }

  @Test
  void whatIsBeforeALayerIsComputedOnceForEachView() throws IOException {
    String[] words = {
      "--mode=finetune", "--weights=" + weights(), "--train-from=layer4", "--views=2",
    };

    Answer trained = train(words);

    assertThat(trained.code()).as(trained.err()).isZero();
    Path activations = directory.resolve("run/activations");
    assertThat(activations.resolve("training-0/000000.safetensors")).exists();
    assertThat(activations.resolve("test/000000.safetensors")).exists();
    assertThat(Files.readAllBytes(activations.resolve("training-1/000000.safetensors")))
        .isNotEqualTo(Files.readAllBytes(activations.resolve("training-0/000000.safetensors")));
    assertUsageError(
        "--augment cannot be combined with --views 1: expected none, found inspection",
        words[0],
        words[1],
        words[2],
        "--augment=inspection");
    assertUsageError(
        "--views needs --train-from: expected both, found --views 2", words[0], words[1], words[3]);
    assertUsageError(
        "unknown layer to train from: expected layer2, layer3 or layer4, found 'layer1'",
        "--train-from=layer1");
  }

  @Test
  void whatCannotBeSeenIsAWrongCommandLine() {
    assertUsageError(
        "unknown features: expected layer1 to layer4 with :mean or :max, found 'layer5:mean'",
        "--features=layer4:mean,layer5:mean");
    assertUsageError(
        "features twice: expected distinct ones, found layer4:max,layer4:max",
        "--features=layer4:max,layer4:max");
    assertUsageError(
        "standardised features are for mode features: expected it, found scratch", "--standardize");
  }

  private static Path weights() {
    return shared.resolve("weights.safetensors");
  }

  private void assertUsageError(String message, String... more) {
    Answer answer = train(more);

    assertThat(answer.err().strip()).isEqualTo("hibi: " + message + " (try 'hibi train --help')");
    assertThat(answer.code()).isEqualTo(2);
  }

  private Answer train(String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--image-size=32", "--device=cpu"));
    words.addAll(List.of("--backbone=resnet10-w16", "--epochs=1", "--batch-size=10"));
    words.add("--train=" + shared.resolve("train.zip"));
    words.add("--test=" + shared.resolve("test.zip"));
    words.add("--output=" + directory.resolve("run"));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }
}
