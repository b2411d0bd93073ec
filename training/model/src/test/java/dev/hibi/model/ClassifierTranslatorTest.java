package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassifierTranslatorTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {64, 128})
  void djlsCriteriaGiveTheClassifiersProbabilities(int size) throws Exception {
    Path model = model(size);
    Path file = directory.resolve("wall.png");
    ImageIO.write(ClassifierTest.image(4).toBufferedImage(), "png", file.toFile());

    try (ZooModel<Image, Classifications> zoo = criteria(model).loadModel();
        Predictor<Image, Classifications> predictor = zoo.newPredictor();
        Classifier classifier = Classifier.loader(model).precision(Precision.FLOAT32).load()) {
      Image picture = ImageFactory.getInstance().fromFile(file);
      Classification expected = classifier.classify(file);

      assertSame(predictor.predict(picture), expected);
      assertSame(predictor.batchPredict(List.of(picture, picture)).get(1), expected);
    }
  }

  private static void assertSame(Classifications found, Classification expected) {
    assertThat(found.getClassNames()).containsExactlyElementsOf(expected.logits().keySet());
    assertThat((Object) found.best().getClassName()).isEqualTo(expected.label());
    expected
        .probabilities()
        .forEach(
            (label, probability) ->
                assertThat(found.get(label).getProbability())
                    .isCloseTo((double) probability, within(1e-6)));
  }

  @Test
  void aDirectoryWithoutAModelIsRefused() {
    assertThatThrownBy(() -> ClassifierTranslator.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not a model: expected a directory with model.json, found none (%s)", directory);
  }

  private static Criteria<Image, Classifications> criteria(Path model) throws IOException {
    return Criteria.builder()
        .setTypes(Image.class, Classifications.class)
        .optModelPath(model.resolve("model.pt"))
        .optTranslator(ClassifierTranslator.read(model))
        .build();
  }

  private Path model(int size) throws IOException {
    Path model = directory.resolve("model");
    ModelDescription description =
        new ModelDescription(
            Backbone.RESNET18,
            ClassLabels.of("N", "P"),
            ImageSpec.imagenet(size),
            new Provenance("2026-01-02T03:04:05Z", "{}"));
    ModelDirectory.write(model, description, Pattern.weights(Backbone.RESNET18, 2));
    return model;
  }
}
