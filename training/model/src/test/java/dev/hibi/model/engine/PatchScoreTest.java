package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.BankAddition;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageDigests;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Pattern;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.PatchBank;
import dev.hibi.model.scoring.PatchMap;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patches, their distances to a bank, and what a model answers by them. */
final class PatchScoreTest {
  private static final int EDGE = 64;
  private static final int IMAGES = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet10-w16, 1, 40, 0",
    "resnet10-w16, 2, 3, 0",
    "resnet10-w16, 1, 40, 25",
    "resnet10-w16, 1, 3, 100",
    "resnet50-v1, 2, 12, 1",
    "resnet50-v1, 2, 12, 25",
    "resnet18, 3, 1, 0",
    "resnet18, 3, 1, 40"
  })
  void theScriptScoresAsTheBankDoes(String name, int stride, int rows, int percent)
      throws IOException {
    Backbone backbone = Backbone.of(name);
    NetworkDefinition patches = backbone.network(new PatchGrid(stride, 0));
    StateDict weights = Pattern.weights(patches);
    Rows known;
    try (InferenceNetwork network = open(patches, weights, Precision.FLOAT32)) {
      known = rows(network);
    }
    int width = known.all.width();
    float[] first = Arrays.copyOf(known.all.values(), rows * width); // of the first images
    for (int i = 0; i < first.length; i++) {
      first[i] += Pattern.values(1, i % 97, 0.2, 0)[0];
    }
    PatchBank bank = PatchBank.of(FeatureRows.of(first, width), percent);
    NetworkDefinition scored = backbone.network(new PatchGrid(stride, rows, percent));

    try (InferenceNetwork network = open(scored, with(weights, first, rows, 1), Precision.FLOAT32);
        NDManager manager = network.manager().newSubManager()) {
      float[] logits = network.logits(images(manager)).toFloatArray();
      float[] distances = network.distances(images(manager)).toFloatArray();

      int count = known.inImage();
      for (int image = 0; image < IMAGES; image++) {
        float score = bank.score(known.of(image));
        assertThat(Math.exp(logits[2 * image + 1])).isCloseTo(score, within(1e-4 * score));
        assertThat(Arrays.copyOfRange(distances, image * count, (image + 1) * count))
            .containsExactly(bank.map(known.of(image), known.columns).distances(), within(2e-3f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 1, 30, 0",
    "resnet50, 2, 11, 0",
    "resnet18, 2, 1, 0",
    "resnet18, 1, 30, 25",
    "resnet50, 2, 11, 25"
  })
  void torchvisionsPatchesGiveTheSameScoresAndModelPtAnswersByThem(
      String name, int stride, int rows, int percent) throws Exception {
    RealPython.assumeThere();
    Backbone backbone = Backbone.of(name);
    PatchGrid grid = new PatchGrid(stride, rows, percent);
    NetworkDefinition scored = backbone.network(grid);
    StateDict weights = Pattern.weights(scored);
    Path model = folder.resolve("model");
    ModelDirectory.write(model, description(backbone).with(grid), weights);
    ByteBuffer bytes = ByteBuffer.allocate(4 * IMAGES * 3 * EDGE * EDGE);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(pixels());
    Files.write(folder.resolve("images.f32"), bytes.array());

    RealPython.run(
        folder, "patches", name, model.toString(), Integer.toString(stride), folder.toString());

    try (InferenceNetwork network = open(scored, weights, Precision.FLOAT32);
        NDManager manager = network.manager().newSubManager()) {
      float[] scores = network.features(images(manager)).toFloatArray();
      float[] expected = floats("scores.f32");
      for (int image = 0; image < IMAGES; image++) {
        assertThat(Math.exp(scores[image]))
            .isCloseTo(expected[image], within(1e-4 * expected[image]));
      }
      assertThat(network.distances(images(manager)).toFloatArray())
          .containsExactly(floats("distances.f32"), within(2e-3f));
    }
  }

  @Test
  void aModelAnswersHowManyTimesItsThresholdTheScoreIs() throws IOException {
    PatchGrid grid = new PatchGrid(1, 5);
    NetworkDefinition scored = Backbone.RESNET10_W16.network(grid);
    StateDict bank = Pattern.weights(scored);
    byte[] grey = new byte[3 * 20 * 20];
    Arrays.fill(grey, (byte) 77);
    RgbImage image = new RgbImage(20, 20, grey);
    double score;
    ModelDirectory.write(folder.resolve("one"), description().with(grid), bank.with(head(1)));
    try (Classifier classifier = fp32("one")) {
      score = Math.exp(Objects.requireNonNull(classifier.classify(image).logits().get("crack")));
    }

    ModelDirectory.write(
        folder.resolve("half"), description().with(grid), bank.with(head(score / 3)));
    try (Classifier classifier = fp32("half")) {
      Classification found = classifier.classify(image);

      assertThat(found.label()).isEqualTo("crack");
      assertThat(found.probability()).isCloseTo(0.75f, within(1e-5f));
      PatchMap map = classifier.map(image);
      assertThat(map.columns()).isEqualTo(8);
      assertThat(map.rows()).isEqualTo(8);
      assertThat(map.enlarged(20, 10)).hasSize(200);
      assertThat(classifier.patches().threshold()).isCloseTo(score / 3, within(1e-5 * score));
      FeatureRows patches = classifier.patches().of(image);
      assertThat(classifier.patches().bank().map(patches, 8).distances())
          .containsExactly(map.distances(), within(2e-3f));
      assertThat(classifier.description().patches()).contains(grid);
    }
  }

  @Test
  void aModelWithoutABankHasNoMap() throws IOException {
    ModelDirectory.write(
        folder.resolve("plain"), description(), Pattern.weights(Backbone.RESNET10_W16, 2));
    try (Classifier classifier = fp32("plain")) {
      assertThatThrownBy(() -> classifier.map(new RgbImage(1, 1, new byte[3])))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "no map: expected a model of mode normal, found one without a bank of patches");
    }
  }

  @Test
  void theThresholdIsTheOneThatWasCalibrated() throws IOException {
    PatchGrid grid = new PatchGrid(1, 5);
    StateDict bank = Pattern.weights(Backbone.RESNET10_W16.network(grid));
    OperatingPoint point =
        new OperatingPoint(
            0.75, Promise.FALSE_ALARMS, 0.1, 0.95, 50, OperatingPoint.Unit.IMAGE, "0".repeat(64));
    ModelDirectory.write(
        folder.resolve("model"), description().with(grid).with("crack", point), bank.with(head(2)));

    try (Classifier classifier = fp32("model")) {
      assertThat(classifier.patches().threshold()).isCloseTo(6, within(1e-5));
    }
  }

  @Test
  void moreRowsMakeAModelWithALargerBankThatTellsWhereTheyAreFrom() throws IOException {
    PatchGrid grid = new PatchGrid(1, 5);
    StateDict bank = Pattern.weights(Backbone.RESNET10_W16.network(grid));
    ModelDirectory.write(
        folder.resolve("model"), description().with(grid).withPositive("crack"), bank);
    BankAddition addition = new BankAddition("a".repeat(64), 3, 2);
    FeatureRows rows;
    try (Classifier classifier = fp32("model")) {
      FeatureRows before = classifier.patches().bank().rows();
      rows = before.and(before.select(1, 2));
    }

    ModelDirectory.grow(
        folder.resolve("model"), folder.resolve("grown"), rows, addition, ImageDigests.NONE);
    ModelDirectory.grow(
        folder.resolve("grown"), folder.resolve("again"), rows, addition, ImageDigests.NONE);

    try (Classifier classifier = fp32("grown")) {
      assertThat(classifier.description())
          .isEqualTo(description().with(grid).withPositive("crack").grown(7, addition));
      assertThat(classifier.patches().bank().rows().values()).containsExactly(rows.values());
    }
    try (Classifier classifier = fp32("again")) {
      assertThat(classifier.description().provenance().added()).containsExactly(addition, addition);
    }
  }

  @Test
  void scoresOfPatchesAreNotQuantized() {
    NetworkDefinition scored = Backbone.RESNET10_W16.network(new PatchGrid(1, 5));

    assertThatThrownBy(() -> open(scored, Pattern.weights(scored), Precision.INT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "int8 is not for models of mode normal, whose scores are distances: expected fp32, bf16"
                + " or fp16, found int8");
  }

  @Test
  void aBankOfAnotherNumberOfRowsIsRefused() throws IOException {
    PatchGrid grid = new PatchGrid(1, 5);
    Path model = folder.resolve("model");
    StateDict weights = Pattern.weights(Backbone.RESNET10_W16.network(grid));

    assertThatThrownBy(
            () -> ModelDirectory.write(model, description().with(grid.withRows(6)), weights))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[bank.rows (expected float32[6, 96], found float32[5, 96])]");
    assertThatThrownBy(() -> description().with(grid.withRows(0)))
        .hasMessage(
            "bad patches: expected a row of a bank and 2 classes, found PatchGrid[stride=1,"
                + " rows=0, percent=0] and [intact, crack]");
  }

  private static StateDict head(double threshold) {
    return new StateDict(
        Map.of(
            "fc.weight", Tensor.of(new float[] {0, 1}, 2, 1),
            "fc.bias", Tensor.of(new float[] {0, (float) -Math.log(threshold)}, 2)));
  }

  private static StateDict with(StateDict weights, float[] bank, int rows, double threshold) {
    return weights
        .with(new StateDict(Map.of(PatchGrid.BANK, Tensor.of(bank, rows, bank.length / rows))))
        .with(head(threshold));
  }

  private static ModelDescription description() {
    return description(Backbone.RESNET10_W16);
  }

  private static ModelDescription description(Backbone backbone) {
    return new ModelDescription(
        backbone,
        ClassLabels.of("intact", "crack"),
        ImageSpec.imagenet(EDGE),
        new Provenance("2026-01-02T03:04:05Z", "{}"));
  }

  private Classifier fp32(String name) throws IOException {
    return Classifier.loader(folder.resolve(name)).precision(Precision.FLOAT32).load();
  }

  /** Patches of all images. */
  private record Rows(FeatureRows all, int columns) {
    int inImage() {
      return all.count() / IMAGES;
    }

    FeatureRows of(int image) {
      return all.select(IntStream.range(image * inImage(), (image + 1) * inImage()).toArray());
    }
  }

  private static Rows rows(InferenceNetwork network) {
    try (NDManager manager = network.manager().newSubManager()) {
      NDArray map = network.activations(images(manager)); // (N, height, width, channels)
      Shape shape = map.getShape();
      return new Rows(FeatureRows.of(map.toFloatArray(), (int) shape.get(3)), (int) shape.get(2));
    }
  }

  private static InferenceNetwork open(
      NetworkDefinition network, StateDict weights, Precision precision) throws IOException {
    return InferenceNetwork.of(network, weights, EDGE, Device.cpu(), precision);
  }

  private static float[] pixels() {
    return Pattern.values(IMAGES * 3 * EDGE * EDGE, 999, 4, 0);
  }

  private static NDArray images(NDManager manager) {
    return manager.create(FloatBuffer.wrap(pixels()), new Shape(IMAGES, 3, EDGE, EDGE));
  }

  private float[] floats(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
    float[] values = new float[bytes.remaining() / 4];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
