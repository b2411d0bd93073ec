package dev.hibi.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.Sha256;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Pattern;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.ClassProbability;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.weights.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime answers by a file, beside the classifier in float32. */
final class OnnxModelTest {
  private static final int IMAGES = 5;
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet10-w16, layer4:mean",
    "resnet18, layer4:mean",
    "resnet50, layer4:mean",
    "resnet50-v1, layer4:max",
    "resnet10-w16, 'layer3:max,layer4:mean'",
    "resnet18, layer2:max"
  })
  void logitsProbabilitiesAndFeaturesAreTheClassifiers(String backbone, String features)
      throws Exception {
    Path model = write(Backbone.of(backbone), features);
    Path file = folder.resolve("crack.onnx");
    OnnxModel.loader(model).load().write(file);

    try (Classifier classifier = Asked.fp32(model);
        OnnxRun onnx = new OnnxRun(file)) {
      for (int count : new int[] {1, IMAGES}) {
        float[] images = Asked.images(count);
        Map<String, float[]> found = onnx.of(images, count, 3, Asked.EDGE, Asked.EDGE);

        assertThat(found).containsOnlyKeys("logits", "probabilities", "features");
        float[] logits = Asked.value(found, "logits");
        assertThat(logits)
            .containsExactly(Asked.of(classifier, images, Classifier::logits), within(TOLERANCE));
        assertThat(Asked.value(found, "features"))
            .containsExactly(Asked.of(classifier, images, Classifier::features), within(TOLERANCE));
        for (int i = 0; i < 3 * count; i++) {
          double probability = ClassProbability.of(logits, i - i % 3, 3, i % 3);
          assertThat((double) Asked.value(found, "probabilities")[i])
              .isCloseTo(probability, within(1e-6));
        }
      }
    }
  }

  @Test
  void preparedInsideTheAnswersAreThoseOfImagesThatWerePreparedOutside() throws Exception {
    Path model = write(Backbone.RESNET10_W16, "layer4:mean");
    OnnxModel.loader(model).load().write(folder.resolve("outside.onnx"));
    OnnxModel.loader(model)
        .preprocessing(Preprocessing.INSIDE)
        .load()
        .write(folder.resolve("inside.onnx"));
    byte[] pixels = new byte[2 * Asked.EDGE * Asked.EDGE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 + i / 97);
    }

    try (OnnxRun outside = new OnnxRun(folder.resolve("outside.onnx"));
        OnnxRun inside = new OnnxRun(folder.resolve("inside.onnx"))) {
      assertThat(inside.layout())
          .isEqualTo(
              "images UINT8[-1, 64, 64, 3] to logits FLOAT[-1, 3], probabilities FLOAT[-1, 3],"
                  + " features FLOAT[-1, 128]");
      assertThat(Asked.value(inside.of(pixels, 2, Asked.EDGE, Asked.EDGE, 3), "logits"))
          .containsExactly(
              Asked.value(outside.of(prepared(pixels, 2), 2, 3, Asked.EDGE, Asked.EDGE), "logits"),
              within(1e-6f));
    }
  }

  @Test
  void theFileSaysWhatItIs() throws Exception {
    OperatingPoint point =
        new OperatingPoint(
            0.31,
            OperatingPoint.Promise.RECALL,
            0.95,
            0.9,
            50,
            OperatingPoint.Unit.IMAGE,
            "0".repeat(64));
    ModelDescription description = description(Backbone.RESNET10_W16, "layer4:mean");
    Path model = folder.resolve("model");
    ModelDirectory.write(
        model, description.with("crack", point), Pattern.weights(Backbone.RESNET10_W16, 3));
    Path file = folder.resolve("crack.onnx");
    OnnxModel onnx = OnnxModel.loader(model).load();
    onnx.write(file);

    assertThat(onnx.input()).isEqualTo("images float32 (batch, 3, 64, 64)");
    assertThat(onnx.outputs())
        .containsExactly(
            "logits float32 (batch, 3)",
            "probabilities float32 (batch, 3)",
            "features float32 (batch, 128)");
    assertThat(onnx.hasFamiliarity()).isFalse();
    try (OnnxRun run = new OnnxRun(file)) {
      assertThat(run.layout())
          .isEqualTo(
              "images FLOAT[-1, 3, 64, 64] to logits FLOAT[-1, 3], probabilities FLOAT[-1, 3],"
                  + " features FLOAT[-1, 128]");
      assertThat(run.metadata()).containsExactlyInAnyOrderEntriesOf(onnx.metadata());
    }
    String digest = Sha256.of(model.resolve("model.json"));
    assertThat(onnx.metadata())
        .containsExactly(
            Map.entry("hibi.format", "1"),
            Map.entry("hibi.version", "development"),
            Map.entry(
                "hibi.model",
                "{\"backbone\":\"resnet10-w16\",\"sha256\":\""
                    + digest
                    + "\",\"precision\":\"fp32\"}"),
            Map.entry("hibi.classes", "[\"intact\",\"crack\",\"joint\"]"),
            Map.entry(
                "hibi.preprocessing",
                "{\"inside\":false,\"layout\":\"NCHW\",\"channels\":\"RGB\",\"width\":64,\"height\":64,"
                    + "\"resize\":\"pillow-bilinear\",\"keepAspectRatio\":false,\"divisor\":255,"
                    + "\"mean\":[0.485,0.456,0.406],\"std\":[0.229,0.224,0.225]}"),
            Map.entry(
                "hibi.verdict",
                "{\"positive\":\"crack\",\"threshold\":0.31,\"calibrated\":true,"
                    + "\"promise\":\"recall\",\"target\":0.95,\"confidence\":0.9}"));
  }

  @Test
  void equalModelsGiveEqualBytesAndAFormerFileIsReplaced() throws Exception {
    Path model = write(Backbone.RESNET10_W16, "layer4:mean");
    Path file = folder.resolve("crack.onnx");
    Files.writeString(file, "something else");
    OnnxModel.loader(model).load().write(file);
    OnnxModel.loader(model).load().write(folder.resolve("again.onnx"));

    assertThat(file).hasSameBinaryContentAs(folder.resolve("again.onnx"));
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp*");
  }

  @Test
  void aThresholdOfAnotherPrecisionIsWarnedOf() throws IOException {
    OperatingPoint point =
        new OperatingPoint(
                0.31,
                OperatingPoint.Promise.RECALL,
                0.95,
                0.9,
                50,
                OperatingPoint.Unit.IMAGE,
                "0".repeat(64))
            .in("bf16");
    Path model = folder.resolve("model");
    ModelDirectory.write(
        model,
        description(Backbone.RESNET10_W16, "layer4:mean").with("crack", point),
        Pattern.weights(Backbone.RESNET10_W16, 3));
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));

      OnnxModel.loader(model).load();
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(
            "threshold of another precision: expected bf16, in which it was calibrated, found fp32"
                + " (scores differ a little, and nothing is promised of these)");
  }

  @Test
  void whatIsNoModelIsRefused() {
    assertThatThrownBy(() -> OnnxModel.loader(folder).load())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not a model: expected a directory with model.json, found none (%s)".formatted(folder));
  }

  @Test
  void changedWeightsAreRefusedBeforeAnythingIsWritten() throws IOException {
    Path model = write(Backbone.RESNET10_W16, "layer4:mean");
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);

    assertThatThrownBy(() -> OnnxModel.loader(model).load())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("weights changed since they were written: expected SHA-256 ");
  }

  private Path write(Backbone backbone, String features) throws IOException {
    ModelDescription description = description(backbone, features);
    Path model = folder.resolve("model");
    NetworkDefinition network = backbone.network(3, description.features());
    StateDict weights = Pattern.weights(network);
    ModelDirectory.write(model, description, weights);
    return model;
  }

  private static ModelDescription description(Backbone backbone, String features) {
    return new ModelDescription(
        backbone,
        PooledLayer.listOf(features),
        ClassLabels.of("intact", "crack", "joint"),
        ImageSpec.imagenet(Asked.EDGE),
        new Provenance("2026-01-02T03:04:05Z", "{}"));
  }

  /** Float32 (N, 3, H, W), as Hibi prepares images. */
  private static float[] prepared(byte[] pixels, int count) {
    ImageSpec spec = ImageSpec.imagenet(Asked.EDGE);
    float[] planes = new float[pixels.length];
    int plane = Asked.EDGE * Asked.EDGE;
    for (int image = 0; image < count; image++) {
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < 3; c++) {
          int value = pixels[(image * plane + i) * 3 + c] & 0xff;
          planes[(image * 3 + c) * plane + i] =
              (value / 255f - spec.mean().get(c)) / spec.std().get(c);
        }
      }
    }
    return planes;
  }
}
