package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.WholeFiles;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.UnusableAnswerException;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that were not prepared for the model that is to be trained or tested. */
final class FittingDataTest {
  private static final Preparation AUGMENTED =
      new Preparation(
          Toy.SPEC,
          List.of(
              new Preparation.Augmentation("anyOrientation", Map.of()),
              new Preparation.Augmentation("crop", Map.of("share", 0.875))),
          Preparation.ANY_DECODER,
          0);

  private final NDManager manager = NDManager.newBaseManager();
  private final Toy.Images train = Toy.data(manager, 16, 1);
  private final Toy.Images test = Toy.data(manager, 8, 2);

  @TempDir Path directory;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void dataOfAnotherSizeAreRefused() throws IOException {
    FitConfig config = scratch().imageSpec(ImageSpec.imagenet(128)).build();
    Toy.Images large = test.preparation(Preparation.of(ImageSpec.imagenet(128)));

    assertRefused(
        () -> fit(config, train, test),
        "training data of another image size than the model's: expected 128 pixels, found 32");
    assertRefused(
        () -> fit(config, large, test),
        "test data of another image size than the model's: expected 128 pixels, found 32");
  }

  @Test
  void dataThatWereNormalisedOtherwiseAreRefused() {
    ImageSpec plain = new ImageSpec(32, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    Toy.Images other = test.preparation(Preparation.of(plain));

    assertRefused(
        () -> fit(scratch().build(), train, other),
        "test data normalised otherwise than the model's: expected mean [0.485, 0.456, 0.406] and"
            + " std [0.229, 0.224, 0.225], found mean [0.0, 0.0, 0.0] and std [1.0, 1.0, 1.0]");
  }

  @Test
  void testDataOfAnotherOrderOfClassesAreRefused() {
    Toy.Images turned = test.labels(ClassLabels.of("P", "N"));

    assertRefused(
        () -> fit(scratch().build(), train, turned),
        "test data with other label numbers: expected classes [N, P], found [P, N]");
  }

  @Test
  void augmentedTestDataAreRefused() {
    assertRefused(
        () -> fit(scratch().build(), train, test.preparation(AUGMENTED)),
        "augmented test data: expected images as they are, found anyOrientation, crop (a test after"
            + " each epoch)");
  }

  @Test
  void augmentedTrainingDataAreRefusedInModeFeaturesAlone() throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    WholeFiles.writeFile(
        weights,
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    FitConfig features = scratch().weights(weights).build();
    Toy.Images augmented = train.preparation(AUGMENTED);

    assertRefused(
        () -> fit(features, augmented, test),
        "augmented training data: expected images as they are, found anyOrientation, crop (mode"
            + " features, which computes each image's features once)");
    fit(features.toBuilder().mode(TrainingMode.FINETUNE).build(), augmented, test);
    assertThat(directory.resolve("run/model")).isDirectory();
  }

  @Test
  void anOutputThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertThatThrownBy(
            () -> TrainingRun.builder(scratch().build(), train, test, file).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage("output is no directory: expected one or none, found a file (%s)", file);
  }

  @Test
  void anEvaluationRefusesThemToo() throws IOException {
    Path model = directory.resolve("model");
    ModelDirectory.write(
        model,
        new ModelDescription(
            Backbone.RESNET10_W16,
            Toy.LABELS,
            Toy.SPEC,
            new Provenance("2026-01-02T03:04:05Z", "{}")),
        NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5));
    try (Classifier classifier = Classifier.load(model)) {
      Toy.Images small = test.preparation(Preparation.of(ImageSpec.imagenet(16)));

      assertRefused(
          () -> Evaluator.evaluate(classifier, small, 4),
          "test data of another image size than the model's: expected 32 pixels, found 16");
      assertRefused(
          () -> Evaluator.evaluate(classifier, test, 0),
          "bad batch size: expected 1 and more, found 0");
      assertRefused(
          () -> Evaluator.evaluate(classifier, test.preparation(AUGMENTED), 4),
          "augmented test data: expected images as they are, found anyOrientation, crop"
              + " (evaluation)");
      assertRefused(
          () -> Evaluator.evaluate(classifier, test.labels(ClassLabels.of("P", "N")), 4),
          "test data with other label numbers: expected classes [N, P], found [P, N]");
      assertThat(Evaluator.evaluate(classifier, test, 3).samples()).isEqualTo(8);
    }
  }

  @Test
  void anAnswerThatIsNoNumberNamesTheSample() throws IOException {
    Map<String, Tensor> weights =
        new LinkedHashMap<>(NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5).asMap());
    float[] huge = new float[2 * 128];
    Arrays.fill(huge, 0, 128, Float.MAX_VALUE);
    weights.put("fc.weight", Tensor.of(huge, 2, 128));
    weights.put("fc.bias", Tensor.zeros(2));
    Path model = directory.resolve("model");
    ModelDirectory.write(
        model,
        new ModelDescription(
            Backbone.RESNET10_W16,
            Toy.LABELS,
            Toy.SPEC,
            new Provenance("2026-01-02T03:04:05Z", "{}")),
        new StateDict(weights));
    try (Classifier classifier = Classifier.load(model)) {
      assertThatThrownBy(() -> Evaluator.evaluate(classifier, test, 3))
          .isInstanceOf(UnusableAnswerException.class)
          .hasMessage(
              "unusable answer of the model: expected finite logits, found {N=Infinity, P=0.0}"
                  + " (image 0)");
    }
  }

  private void assertRefused(ThrowingCallable work, String message) {
    assertThatThrownBy(work).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  private TrainingResult fit(FitConfig config, Toy.Images train, Toy.Images test)
      throws IOException {
    return TrainingRun.builder(config, train, test, directory.resolve("run")).build().fit();
  }

  private static FitConfig.Builder scratch() {
    return FitConfig.builder(Backbone.RESNET10_W16).imageSpec(Toy.SPEC).epochs(1).batchSize(8);
  }
}
