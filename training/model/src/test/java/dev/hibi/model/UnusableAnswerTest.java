package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are finite, and too large for an answer to be. */
final class UnusableAnswerTest {
  private static final String ANSWER =
      "unusable answer of the model: expected finite logits, found {N=Infinity, P=Infinity} (%s)";

  @TempDir Path directory;

  private Classifier classifier;

  @BeforeEach
  void load() throws IOException {
    Map<String, Tensor> weights =
        new LinkedHashMap<>(Pattern.weights(Backbone.RESNET18, 2).asMap());
    float[] huge = new float[2 * 512];
    Arrays.fill(huge, Float.MAX_VALUE);
    weights.put("fc.weight", Tensor.of(huge, 2, 512));
    Path model = directory.resolve("model");
    ModelDescription description =
        new ModelDescription(
            Backbone.RESNET18,
            ClassLabels.of("N", "P"),
            ImageSpec.imagenet(64),
            new Provenance("2026-01-02T03:04:05Z", "{}"));
    ModelDirectory.write(model, description, new StateDict(weights));
    classifier = Classifier.load(model);
  }

  @AfterEach
  void close() {
    classifier.close();
  }

  @Test
  void anAnswerThatIsNoNumberIsAnErrorThatNamesTheImage() throws IOException {
    RgbImage image = ClassifierTest.image(1);
    Path file = directory.resolve("wall.png");
    ImageIO.write(image.toBufferedImage(), "png", file.toFile());

    assertThatThrownBy(() -> classifier.classify(file))
        .isInstanceOf(UnusableAnswerException.class)
        .hasMessage(ANSWER, file)
        .extracting(e -> ((UnusableAnswerException) e).image())
        .isEqualTo(file.toString());
    assertThatThrownBy(() -> classifier.classify(image)).hasMessage(ANSWER, "an image");
    assertThatThrownBy(() -> classifier.classify(List.of(image, image)))
        .hasMessage(ANSWER, "image 1 of 2");
  }

  @Test
  void aStreamOfOutcomesTellsIt() {
    Stream<ImageInput> images =
        Stream.of(
            ImageInput.of(
                "broken",
                () -> {
                  throw new IOException("no such image");
                }),
            ImageInput.of("wall 7", () -> ClassifierTest.image(7)));
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(images)) {
      Iterator<ImageOutcome> iterator = outcomes.iterator();

      assertThatThrownBy(iterator::next)
          .isInstanceOf(UnusableAnswerException.class)
          .hasMessage(ANSWER, "wall 7");
      assertThat(iterator).isNotNull();
    }
  }
}
