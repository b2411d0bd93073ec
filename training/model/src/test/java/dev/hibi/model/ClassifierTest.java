package dev.hibi.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassifierTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET18,
          ClassLabels.of("N", "P", "Spalling"),
          ImageSpec.imagenet(64),
          new Provenance(
              "2026-01-02T03:04:05Z",
              "{\"seed\": 0, \"learningRate\": 1.0E-4, \"of\": [\"<\", null, {}]}"));

  @TempDir Path directory;

  @Test
  void aModelDirectoryGivesBackDescriptionAndWeights() throws IOException {
    Path model = model();

    try (Classifier classifier = Classifier.load(model)) {
      assertThat(classifier.description()).isEqualTo(DESCRIPTION);
    }
    assertThat(Safetensors.read(model.resolve("model.safetensors")).names())
        .isEqualTo(Pattern.weights(Backbone.RESNET18, 3).names());
    try (Stream<Path> files = Files.list(model)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("model.pt", "model.safetensors", "model.json");
    }
  }

  @Test
  void probabilitiesAreASoftmaxOfTheLogitsAndTheLabelIsTheMostProbable() throws IOException {
    try (Classifier classifier = Classifier.load(model())) {
      Classification result = classifier.classify(image(0));

      double sum = result.logits().values().stream().mapToDouble(Math::exp).sum();
      result
          .logits()
          .forEach(
              (label, logit) ->
                  assertThat(result.probabilities().get(label))
                      .isCloseTo((float) (Math.exp(logit) / sum), within(1e-6f)));
      assertThat(result.probabilities().values())
          .allSatisfy(p -> assertThat(p).isLessThanOrEqualTo(result.probability()));
      assertThat(result.probabilities()).containsOnlyKeys("N", "P", "Spalling");
    }
  }

  @Test
  void aBatchGivesWhatEachImageGivesAlone() throws IOException {
    try (Classifier classifier = Classifier.load(model())) {
      List<RgbImage> images = new ArrayList<>();
      IntStream.range(0, 5).forEach(seed -> images.add(image(seed)));

      List<Classification> together = classifier.classify(images);

      for (int i = 0; i < images.size(); i++) {
        Classification alone = classifier.classify(images.get(i));
        for (String label : classifier.labels().names()) {
          assertThat(together.get(i).logits().get(label))
              .isCloseTo(Objects.requireNonNull(alone.logits().get(label)), within(1e-4f));
        }
      }
      assertThat(classifier.classify(List.of())).isEmpty();
    }
  }

  @Test
  void severalThreadsMayClassifyAtOnce() throws IOException {
    try (Classifier classifier = Classifier.load(model())) {
      Classification expected = classifier.classify(image(1));

      List<Classification> results =
          IntStream.range(0, 16).parallel().mapToObj(i -> classifier.classify(image(1))).toList();

      assertThat(results).hasSize(16).containsOnly(expected);
    }
  }

  @Test
  void classifyingLeavesNoArrayBehind() throws IOException {
    try (Classifier classifier = Classifier.load(model())) {
      classifier.classify(image(0));
      int before = classifier.manager().getManagedArrays().size();

      for (int i = 0; i < 20; i++) {
        classifier.classify(image(i));
      }

      assertThat(classifier.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void aDirectoryWithoutAModelIsRefused() {
    assertThatThrownBy(() -> Classifier.load(directory))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not a model: expected a directory with model.json, found none (%s)", directory);
  }

  @Test
  void aModelOfALaterFormatIsRefused() throws IOException {
    Path model = model();
    Path json = ModelFolder.edit(model, "\"format\": 3", "\"format\": 7");

    assertThatThrownBy(() -> Classifier.load(model))
        .isInstanceOf(IOException.class)
        .hasMessage("unsupported model: expected format 1 to 6, found 7 (%s)", json);
  }

  @Test
  void aModelOfFormat1IsStillRead() throws IOException {
    Path model = model();
    Files.writeString(
        model.resolve("model.json"),
        """
        {
          "format": 1,
          "backbone": "resnet18",
          "labels": ["N", "P", "Spalling"],
          "image": {"size": 64, "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
          "provenance": {
            "started": "2026-01-02T03:04:05Z",
            "configuration": {"backbone": "resnet18", "seed": "0"},
            "trainingData": {"sha256": "aa", "samples": 2, "countPerClass": {"N": 1, "P": 1}},
            "testData": {"sha256": "bb", "samples": 2, "countPerClass": {"N": 1, "P": 1}},
            "device": "cpu",
            "versions": {"hibi": "0.1"}
          }
        }
        """);

    try (Classifier classifier = Classifier.load(model)) {
      assertThat(classifier.labels()).isEqualTo(ClassLabels.of("N", "P", "Spalling"));
      assertThat(classifier.imageSpec().mean()).containsOnly(0.5f);
      assertThat(classifier.description().provenance().started()).isEqualTo("2026-01-02T03:04:05Z");
      assertThat(classifier.description().provenance().settings())
          .startsWith("{\"configuration\":{\"backbone\":\"resnet18\",\"seed\":\"0\"},")
          .endsWith("\"device\":\"cpu\",\"versions\":{\"hibi\":\"0.1\"}}");
    }
  }

  @Test
  void settingsOfAModelAreAJsonObject() {
    assertThatThrownBy(() -> new Provenance("2026-01-02T03:04:05Z", "[]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad settings: expected a JSON object, found '[]'");
  }

  @Test
  void anImpossibleImageSpecNamesTheFile() throws IOException {
    Path model = model();
    Path json = ModelFolder.editAndSeal(model, "\"size\": 64", "\"size\": 1000000");

    assertThatThrownBy(() -> Classifier.load(model))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found 'bad image"
                + " size: expected 8 to 4096, found 1000000' (%s)",
            json);
  }

  @Test
  void aFolderIsNoImageAndAnAbsentGpuNoDevice() throws IOException {
    Path model = model();

    try (Classifier classifier = Classifier.load(model)) {
      assertThatThrownBy(() -> classifier.classify(model))
          .isInstanceOf(IOException.class)
          .hasMessage("not an image: expected a file, found a folder (%s)", model);
    }
    assertThatThrownBy(() -> Classifier.load(model, Device.gpu(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("no such device: expected one of \\d+ GPUs or the CPU, found gpu:99");
  }

  @Test
  void anImageGivesTheSameHoweverItComes() throws IOException {
    Path file = jpeg("wall.jpg", 3);
    try (Classifier classifier = Classifier.load(model());
        InputStream stream = Files.newInputStream(file)) {
      Classification expected = classifier.classify(RgbImage.read(file));

      assertThat(classifier.classify(file)).isEqualTo(expected);
      assertThat(classifier.classify(Files.readAllBytes(file), "wall")).isEqualTo(expected);
      assertThat(classifier.classify(stream, "wall")).isEqualTo(expected);
      assertThat(classifier.classify(RgbImage.read(file).toBufferedImage())).isEqualTo(expected);
    }
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("note.jpg"), "hello");
    try (Classifier classifier = Classifier.load(model())) {
      String reason =
          "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin 68 65 6c 6c (%s)";

      assertThatThrownBy(() -> classifier.classify(file))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage(reason, file);
      assertThatThrownBy(() -> classifier.classify("hello".getBytes(US_ASCII), "request 7"))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage(reason, "request 7");
    }
  }

  private Path jpeg(String name, int seed) throws IOException {
    Path file = directory.resolve(name);
    ImageIO.write(image(seed).toBufferedImage(), "jpeg", file.toFile());
    return file;
  }

  private Path model() throws IOException {
    return model(directory);
  }

  /** Writes a model into a directory. */
  static Path model(Path directory) throws IOException {
    Path model = directory.resolve("model");
    ModelDirectory.write(model, DESCRIPTION, Pattern.weights(Backbone.RESNET18, 3));
    return model;
  }

  static RgbImage image(int seed) {
    byte[] pixels = new byte[80 * 70 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 + seed * 17 + i / 240 * seed);
    }
    return new RgbImage(80, 70, pixels);
  }
}
