package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that says which class counts as crack, and from which probability on. */
final class OperatingPointModelTest {
  private static final ModelDescription PLAIN =
      new ModelDescription(
          Backbone.RESNET18,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(64),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  static final OperatingPoint POINT =
      new OperatingPoint(
          0.1 + 0.2, // of which each bit counts
          OperatingPoint.Promise.RECALL,
          0.95,
          0.9,
          59,
          OperatingPoint.Unit.PHOTOGRAPH,
          "ab".repeat(32));
  private static final StateDict WEIGHTS = NetworkWeights.random(TinyNetwork.of(PLAIN), 0);

  @TempDir Path directory;

  private Path model;
  private Path json;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    json = model.resolve("model.json");
    write(PLAIN.with("P", POINT));
  }

  private void write(ModelDescription description) throws IOException {
    ModelDirectory.write(model, description, TinyNetwork.of(description), WEIGHTS);
  }

  private ModelDescription read() throws IOException {
    return ModelDirectory.read(model, TinyNetwork::of).description();
  }

  private JsonObject object() throws IOException {
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  @Test
  void aThresholdIsKeptToTheBitInAFormatThatFormerReadersRefuse() throws IOException {
    assertThat(read()).isEqualTo(PLAIN.with("P", POINT));
    assertThat(read().operatingPoint()).contains(POINT);
    assertThat(object().get("format").getAsInt()).isEqualTo(4);
    assertThat(object().getAsJsonObject("operatingPoint"))
        .hasToString(
            "{\"threshold\":0.30000000000000004,\"promise\":\"recall\",\"target\":0.95,"
                + "\"confidence\":0.9,\"count\":59,\"unit\":\"photograph\",\"digest\":\""
                + "ab".repeat(32)
                + "\"}");
  }

  @Test
  void aPositiveClassAloneIsReadByFormerReadersToo() throws IOException {
    write(PLAIN.withPositive("N"));

    assertThat(read().positiveLabel()).contains("N");
    assertThat(read().operatingPoint()).isEmpty();
    assertThat(object().get("format").getAsInt()).isEqualTo(3);
    assertThat(PLAIN.positive()).isEmpty();
    assertThat(PLAIN.positiveLabel()).contains("P");
  }

  @Test
  void aModelThatSaysNeitherIsWrittenAsBefore() throws IOException {
    write(PLAIN);

    assertThat(object().keySet())
        .containsExactly(
            "format", "backbone", "features", "labels", "image", "provenance", "files", "sha256");
    assertThat(object().get("format").getAsInt()).isEqualTo(3);
  }

  @Test
  void anotherClassIsOfNoUseWithTheThresholdOfOne() {
    assertThat(PLAIN.with("P", POINT).withPositive("N").operatingPoint()).isEmpty();
    assertThat(PLAIN.with("P", POINT).with(ActivationRanges.NONE).operatingPoint()).contains(POINT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"threshold\": 0.30000000000000004;\"threshold\": \"0.3\";operatingPoint.threshold: expected a"
            + " number, found \"0.3\"",
        "\"threshold\": 0.30000000000000004;\"threshold\": 1e999;bad threshold: expected a finite number,"
            + " found Infinity",
        "\"threshold\";\"limit\";operatingPoint.threshold: expected a number, found none",
        "\"recall\";\"precision\";operatingPoint.promise: expected recall or false-alarms or"
            + " expected-false-alarms, found 'precision'",
        "\"recall\";\"expected-false-alarms\";bad confidence: expected none of expected-false-alarms,"
            + " found 0.9",
        "\"confidence\";\"sureness\";bad confidence: expected one of recall, found none",
        "\"recall\";1;operatingPoint.promise: expected text, found 1",
        "\"target\": 0.95;\"target\": 1;bad target: expected a number above 0 and below 1, found 1.0",
        "\"target\": 0.95;\"target\": null;operatingPoint.target: expected a number, found null",
        "\"confidence\": 0.9;\"confidence\": -0.9;bad confidence: expected a number above 0 and below 1,"
            + " found -0.9",
        "\"count\": 59;\"count\": 0;bad count: expected at least one unit, found 0",
        "\"count\": 59;\"count\": 59.5;operatingPoint.count: expected a whole number, found 59.5",
        "\"count\": 59;\"count\": 99999999999;operatingPoint.count: expected a number of 32 bits, found"
            + " 99999999999",
        "\"photograph\";\"tile\";operatingPoint.unit: expected image or photograph or group, found 'tile'",
        "\"digest\": \"ab;\"digest\": \"AB;bad digest: expected 64 lower-case hexadecimal digits,"
            + " found 'ABababababababababababababababababababababababababababababababab'",
        "\"digest\";\"sum\";operatingPoint.digest: expected text, found none",
        "\"positive\": \"P\";\"positive\": \"Q\";unknown positive class: expected one of [N, P], found 'Q'",
        "\"positive\": \"P\";\"positive\": 1;positive: expected text, found 1",
        "\"positive\": \"P\",;;operating point of no class: expected a positive one of [N, P], found none",
        "\"operatingPoint\";\"point\";operatingPoint: expected an object, found none",
        "\"format\": 4;\"format\": 3;format: expected 4 where there is an operating point, found 3",
      })
  void aPointIsTakenAtItsWord(String before, String after, String found) throws IOException {
    ModelFolder.editAndSeal(model, before, after == null ? "" : after);

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)",
            found, json);
  }

  @Test
  void everyFlippedBitIsTold() throws IOException {
    byte[] bytes = Files.readAllBytes(json);
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(json, bytes);
      bytes[at] ^= (byte) (1 << at % 8);

      assertThatThrownBy(() -> ModelJson.read(json))
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClassifierDecidesByTheThreshold(boolean calibrated) throws IOException {
    ModelDescription three =
        new ModelDescription(
            Backbone.RESNET10_W16,
            ClassLabels.of("N", "P", "Spalling"),
            ImageSpec.imagenet(32),
            PLAIN.provenance());
    Path folder = directory.resolve("three");
    StateDict weights = NetworkWeights.random(three.network(), 3);
    ModelDirectory.write(folder, three, weights);
    Path used = folder;
    if (calibrated) {
      used = directory.resolve("calibrated");
      ModelDirectory.copy(folder, used, "Spalling", POINT);
    }

    try (Classifier classifier = Classifier.load(used)) {
      Classification result = classifier.classify(new RgbImage(8, 8, new byte[8 * 8 * 3]));
      Verdict verdict = result.verdict().orElseThrow();

      String positive = calibrated ? "Spalling" : "P";
      assertThat(verdict.positive()).isEqualTo(positive);
      assertThat(verdict.threshold()).isEqualTo(calibrated ? POINT.threshold() : 0.5);
      assertThat(verdict.isCalibrated()).isEqualTo(calibrated);
      assertThat((float) verdict.score()).isEqualTo(result.probabilities().get(positive));
      assertThat(verdict.isAlarm()).isEqualTo(verdict.score() >= verdict.threshold());
      assertThat(result.isUnfamiliar()).isFalse();
    }
  }

  @Test
  void aCopyHasTheSameFilesButForWhatItSays() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDescription small =
        new ModelDescription(
            Backbone.RESNET10_W16, PLAIN.labels(), ImageSpec.imagenet(32), PLAIN.provenance());
    ModelDirectory.write(plain, small, NetworkWeights.random(small.network(), 3));
    Path copy = directory.resolve("copy");

    ModelDirectory.copy(plain, copy, "P", POINT);

    for (String name : List.of("model.safetensors", "model.pt")) {
      assertThat(copy.resolve(name)).hasSameBinaryContentAs(plain.resolve(name));
    }
    ModelDirectory.Content read = ModelDirectory.read(copy, ModelDescription::network);
    assertThat(read.description()).isEqualTo(small.with("P", POINT));
    assertThatThrownBy(() -> ModelDirectory.copy(plain, copy, "Q", POINT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown positive class: expected one of [N, P], found 'Q'");
  }

  @Test
  void aFormerModelGetsAThresholdAndDigests() throws IOException {
    Path former = directory.resolve("former");
    ModelDescription small =
        new ModelDescription(
            Backbone.RESNET10_W16, PLAIN.labels(), ImageSpec.imagenet(32), PLAIN.provenance());
    ModelDirectory.write(former, small, NetworkWeights.random(small.network(), 3));
    JsonObject text =
        JsonParser.parseString(Files.readString(former.resolve("model.json"))).getAsJsonObject();
    text.remove("files");
    text.remove("sha256");
    text.addProperty("format", 2);
    Files.writeString(former.resolve("model.json"), text.toString());
    Files.delete(former.resolve("model.pt"));
    Path copy = directory.resolve("copy");

    ModelDirectory.copy(former, copy, "P", POINT);

    assertThat(ModelDirectory.read(copy, ModelDescription::network).description())
        .isEqualTo(small.with("P", POINT));
    assertThat(ModelJson.read(copy.resolve("model.json")).files())
        .containsOnlyKeys("model.pt", "model.safetensors");
    assertThat(copy.resolve("model.safetensors"))
        .hasSameBinaryContentAs(former.resolve("model.safetensors"));
  }
}
