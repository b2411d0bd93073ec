package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.scoring.ScanPoint;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that says from which probability on a whole photograph raises an alarm. */
final class ScanPointModelTest {
  private static final ModelDescription PLAIN =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final ScanPoint SCAN =
      new ScanPoint(227, 3_220, OperatingPointModelTest.POINT.in("fp32"));
  private static final StateDict WEIGHTS = NetworkWeights.random(PLAIN.network(), 0);

  @TempDir Path directory;

  private Path model;
  private Path json;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    json = model.resolve("model.json");
    ModelDirectory.write(model, PLAIN.with("P", SCAN), WEIGHTS);
  }

  @Test
  void itIsKeptToTheBitInAFormatThatFormerReadersRefuse() throws IOException {
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();

    assertThat(ModelJson.read(json).description()).isEqualTo(PLAIN.with("P", SCAN));
    assertThat(object.get("format").getAsInt()).isEqualTo(6);
    assertThat(object.getAsJsonObject("scanPoint"))
        .hasToString(
            "{\"tile\":227,\"leastArea\":3220,\"point\":{\"threshold\":0.30000000000000004,"
                + "\"promise\":\"recall\",\"target\":0.95,\"confidence\":0.9,\"count\":59,"
                + "\"unit\":\"photograph\",\"digest\":\""
                + "ab".repeat(32)
                + "\",\"precision\":\"fp32\"}}");
  }

  @Test
  void tilesAreJudgedByTheirOwnThreshold() throws IOException {
    try (Classifier classifier = Classifier.load(model)) {
      assertThat(classifier.description().operatingPoint()).isEmpty();
      assertThat(classifier.description().verdictRule().orElseThrow().threshold()).isEqualTo(0.5);
    }
  }

  @Test
  void eitherThresholdStaysWhereTheOtherIsFound() throws IOException {
    Path both = directory.resolve("both");
    Path again = directory.resolve("again");

    ModelDirectory.copy(model, both, "P", OperatingPointModelTest.POINT);
    ModelDirectory.copy(both, again, "P", new ScanPoint(64, 0, OperatingPointModelTest.POINT));

    ModelDescription read = ModelJson.read(both.resolve("model.json")).description();
    assertThat(read.scanPoint()).contains(SCAN);
    assertThat(read.operatingPoint()).contains(OperatingPointModelTest.POINT);
    read = ModelJson.read(again.resolve("model.json")).description();
    assertThat(read.scanPoint().orElseThrow().tile()).isEqualTo(64);
    assertThat(read.operatingPoint()).contains(OperatingPointModelTest.POINT);
  }

  @Test
  void itDoesNotSurviveAnotherClassOrHead() {
    ModelDescription scanned = PLAIN.with("P", SCAN);
    HeadRefit refit =
        new HeadRefit(
            HeadRefit.Method.NORMAL_IMAGES,
            "ab".repeat(32),
            Map.of("N", 20),
            20,
            OperatingPointModelTest.POINT.unit(),
            0.1);

    assertThat(scanned.with("N", OperatingPointModelTest.POINT).scanPoint()).isEmpty();
    assertThat(scanned.withPositive("N").scanPoint()).isEmpty();
    assertThat(scanned.refitted("P", Optional.empty(), refit).scanPoint()).isEmpty();
    assertThat(PLAIN.with("P", OperatingPointModelTest.POINT).with("N", SCAN).operatingPoint())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\": 6|\"format\": 5|format: expected 6 where there is a scanPoint and only there,"
            + " found 5",
        "\"scanPoint\"|\"x\"|format: expected 6 where there is a scanPoint and only there, found 6",
        "\"tile\": 227|\"tile\": 0|bad scan: expected a tile of 1 pixel and more and an area of 0 and"
            + " more, found 0 and 3220",
        "\"leastArea\": 3220|\"leastArea\": -1|bad scan: expected a tile of 1 pixel and more and an"
            + " area of 0 and more, found 227 and -1",
        "\"fp32\"|\"fp31\"|scanPoint.point.precision: expected fp32 or bf16 or fp16 or int8, found"
            + " 'fp31'",
      })
  void whatIsNoneIsRefused(String before, String after, String found) throws IOException {
    ModelFolder.editAndSeal(model, before, after);

    assertThatThrownBy(() -> ModelJson.read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found '" + found + "'");
  }
}
