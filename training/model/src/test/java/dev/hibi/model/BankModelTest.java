package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.model.engine.Bfloat16;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that tells which images it knows. */
final class BankModelTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final int WIDTH = 96; // of layer2 and layer3
  private static final List<PooledLayer> KNOWN = PooledLayer.known(DESCRIPTION.features());
  private static final StateDict WEIGHTS = NetworkWeights.random(DESCRIPTION.network(), 3);

  @TempDir Path directory;

  private Path model;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    file = model.resolve("bank.safetensors");
    ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept(bank(40)));
  }

  /** As features of a network are: at least 0, and some of them large in all. */
  private static float[] features(int rows, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian() + (i % WIDTH < 9 ? 4 : 0));
    }
    return values;
  }

  private static ModelDirectory.Kept kept(NeighbourBank bank) {
    return new ModelDirectory.Kept(
        Optional.of(new ImageBank(KNOWN, bank)), Optional.empty(), ImageDigests.NONE);
  }

  private static NeighbourBank bank(int rows) {
    return NeighbourBank.of(
        FeatureRows.of(features(rows, 1), WIDTH), IntStream.range(0, rows).boxed().toList(), 0);
  }

  private ModelDirectory.Content read() throws IOException {
    return ModelDirectory.read(model, ModelDescription::network);
  }

  @Test
  void aBankIsReadAsItWasWrittenAndTwiceGivesTheSameBytes() throws IOException {
    StoredBank read = read().bank().orElseThrow();

    assertThat(read.rows().toFloatArray()).isEqualTo(bank(40).rows().values());
    assertThat(read.scale().reference()).containsExactly(bank(40).reference(), within(1e-7));
    assertThat(read.scale().reference()).isSorted();
    ModelDirectory.write(directory.resolve("again"), DESCRIPTION, WEIGHTS, kept(bank(40)));
    assertThat(directory.resolve("again/bank.safetensors")).hasSameBinaryContentAs(file);
    assertThat(ModelJson.read(model.resolve("model.json")).files())
        .containsOnlyKeys("model.pt", "model.safetensors", "bank.safetensors");
  }

  /** The engine's arithmetic against Java's, for images near and far, and some of the bank. */
  @ParameterizedTest
  @ValueSource(ints = {11, 40, 700})
  void aClassifierSaysOfFeaturesWhatTheBankDoes(int rows) throws IOException {
    NeighbourBank bank = bank(rows);
    ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept(bank));
    float[] asked = Arrays.copyOf(features(rows, 1), 50 * WIDTH); // of the bank, then zeros
    System.arraycopy(features(20, 2), 0, asked, 20 * WIDTH, 20 * WIDTH);
    for (int i = 0; i < 10 * WIDTH; i++) {
      asked[40 * WIDTH + i] = i % 7 * (i / WIDTH); // the first of these is nothing at all
    }

    List<Familiarity> expected = bank.familiarity(FeatureRows.of(asked, WIDTH));
    try (Classifier classifier = Classifier.load(model);
        NDManager manager = classifier.manager().newSubManager()) {
      int before = manager.getManagedArrays().size();
      NDArray rowsAsked = manager.create(asked, new Shape(50, WIDTH));
      List<Familiarity> found = classifier.familiarity(rowsAsked, row -> "image " + row);

      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).distance())
            .as("image %d", i)
            .isCloseTo(expected.get(i).distance(), within(1e-5));
        assertThat(found.get(i).share()).isCloseTo(expected.get(i).share(), within(2.0 / rows));
      }
      assertThat(manager.getManagedArrays()).hasSize(before + 1); // what was asked
    }
  }

  @Test
  void classificationsCarryFamiliarityAndLeaveNoArrayBehind() throws IOException {
    try (Classifier classifier = Classifier.load(model)) {
      List<RgbImage> images = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        byte[] pixels = new byte[16 * 16 * 3];
        new Random(i).nextBytes(pixels);
        images.add(new RgbImage(16, 16, pixels));
      }
      classifier.classify(images);
      int before = classifier.manager().getManagedArrays().size();
      List<Classification> results = classifier.classify(images);

      assertThat(classifier.manager().getManagedArrays()).hasSize(before);
      assertThat(classifier.hasFamiliarity()).isTrue();
      for (Classification result : results) {
        Familiarity familiarity = result.familiarity().orElseThrow();
        assertThat(familiarity.distance()).isBetween(0.0, 2.0);
        assertThat(result.isUnfamiliar()).isEqualTo(familiarity.isUnfamiliar());
      }
    }
  }

  @Test
  void aModelWithoutABankSaysNothingAndAnswersTheSame() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDirectory.write(plain, DESCRIPTION, WEIGHTS);
    Files.copy(file, plain.resolve("bank.safetensors")); // of which model.json does not speak
    RgbImage image = new RgbImage(8, 8, new byte[8 * 8 * 3]);

    try (Classifier without = Classifier.load(plain);
        Classifier with = Classifier.load(model)) {
      Classification found = without.classify(image);

      assertThat(found.familiarity()).isEmpty();
      assertThat(found.isUnfamiliar()).isFalse();
      assertThat(without.hasFamiliarity()).isFalse();
      assertThat(with.classify(image).logits()).isEqualTo(found.logits());
    }
  }

  @Test
  void aCopyKeepsTheBank() throws IOException {
    Path copy = directory.resolve("copy");

    ModelDirectory.copy(model, copy, "P", OperatingPointModelTest.POINT);

    assertThat(copy.resolve("bank.safetensors")).hasSameBinaryContentAs(file);
    assertThat(ModelDirectory.read(copy, ModelDescription::network).bank()).isPresent();
  }

  @Test
  void aBankThatIsAbsentOrHasChangedIsTold() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String digest = ModelFolder.sha256(bytes);
    for (double share : new double[] {0, 0.001, 0.5, 0.999}) {
      byte[] flipped = bytes.clone();
      flipped[(int) (bytes.length * share)] ^= 1;
      Files.write(file, flipped);
      assertThatThrownBy(() -> read())
          .isInstanceOf(IOException.class)
          .hasMessage(
              "bank changed since it was written: expected SHA-256 %s, found %s (%s)",
              digest, ModelFolder.sha256(flipped), file);
    }

    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> read())
        .hasMessage(
            "bank changed since it was written: expected %d bytes, found %d (%s)",
            bytes.length, bytes.length - 4, file);

    Files.delete(file);
    assertThatThrownBy(() -> read())
        .hasMessage("not a whole model: expected bank.safetensors, found none (%s)", model);
  }

  /** Damage that has the digests of what it is, as a program that writes banks may do. */
  @Test
  void aBankThatIsNoneIsRefused() throws IOException {
    StateDict good = Safetensors.read(file);
    float[] rows = good.get("rows").toFloatArray();
    float[] reference = good.get("reference").toFloatArray();

    assertRefused(
        Map.of("rows", Tensor.of(rows, 80, 48), "reference", Tensor.zeros(80)),
        "expected rows and reference alone, 10 to 2000 rows of 96 features, found ");
    assertRefused(
        Map.of("rows", Tensor.of(rows, 40, WIDTH), "reference", Tensor.zeros(39)),
        "expected rows and reference alone, 10 to 2000 rows of 96 features, found ");
    assertRefused(
        Map.of("rows", Tensor.zeros(9, WIDTH), "reference", Tensor.zeros(9)),
        "expected rows and reference alone, 10 to 2000 rows of 96 features, found ");
    assertRefused(Map.of("rows", good.get("rows")), "expected reference of float32, found {rows=");
    assertRefused(
        Map.of("rows", Tensor.scalar(1), "reference", good.get("reference")),
        "expected rows of float32, found ");
    assertRefused(
        Map.of(
            "rows", good.get("rows"), "reference", good.get("reference"), "more", Tensor.zeros(1)),
        "expected rows and reference alone, ");

    float[] longer = rows.clone();
    longer[3 * WIDTH + 4] += 1;
    assertRefused(with(longer, reference), "expected rows of the length 1, found 1.");
    float[] none = rows.clone();
    none[3 * WIDTH + 4] = Float.NaN;
    assertRefused(with(none, reference), "expected rows of the length 1, found NaN (row 3)");
    float[] unordered = reference.clone();
    unordered[5] = 1.5f;
    assertRefused(with(rows, unordered), "expected distances in ascending order, found ");
    float[] noDistance = reference.clone();
    noDistance[39] = Float.NaN;
    assertRefused(with(rows, noDistance), "expected distances in ascending order, found NaN at 39");
    noDistance[39] = Float.POSITIVE_INFINITY;
    assertRefused(with(rows, noDistance), "expected distances in ascending order, found Infinity");
    float[] negative = reference.clone();
    negative[0] = -1;
    assertRefused(with(rows, negative), "expected distances in ascending order, found -1.0 at 0");
  }

  private static Map<String, Tensor> with(float[] rows, float[] reference) {
    return Map.of("rows", Tensor.of(rows, 40, WIDTH), "reference", Tensor.of(reference, 40));
  }

  private void assertRefused(Map<String, Tensor> tensors, String told) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(
        Channels.newChannel(bytes), new StateDict(new LinkedHashMap<>(tensors)), Map.of());
    ModelFolder.writeBank(model, bytes.toByteArray());

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageMatching("bad bank: [^\\n]*\\)")
        .hasMessageStartingWith("bad bank: " + told)
        .hasMessageEndingWith(" (" + file + ")");
    write();
  }

  @Test
  void aFileThatIsNoBankAtAllIsRefusedInALine() throws IOException {
    ModelFolder.writeBank(model, new byte[] {1, 2, 3});

    assertThatThrownBy(() -> read())
        .hasMessage(
            "bad safetensors: expected a header length of 2 to 2, found a file of 3 bytes (%s)",
            file);
  }

  @Test
  void aFileTooLargeForABankIsNotReadIntoMemory() throws IOException {
    ModelFolder.editAndSeal(model, "\"bytes\": " + Files.size(file), "\"bytes\": " + (1L << 40));

    assertThatThrownBy(() -> read())
        .hasMessage(
            "bank changed since it was written: expected 1099511627776 bytes, found %d (%s)",
            Files.size(file), file);
  }

  @Test
  void theFieldOfABankIsTakenAtItsWord() throws IOException {
    ModelFolder.editAndSeal(model, "\"bank.safetensors\": {", "\"bank.safetensors\": [], \"x\": {");

    assertThatThrownBy(() -> read())
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found"
                + " 'files.bank.safetensors: expected an object, found []' (%s)",
            model.resolve("model.json"));
  }

  /** One pass gives what two networks do, whatever the head sees and the bank holds. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, layer4:max, 'layer2:mean,layer3:mean'",
    "resnet50-v1, layer4:mean, 'layer2:mean,layer3:mean'",
    "resnet10-w16, 'layer2:mean,layer4:max', 'layer2:mean,layer3:mean'",
    "resnet10-w16, layer2:max, layer2:mean",
    "resnet10-w16, layer1:mean, layer1:mean",
    "resnet10-w16, layer3:mean, 'layer3:mean,layer1:max'"
  })
  void logitsAndWhatTheBankIsAskedByAreOfOnePass(String backbone, String seen, String known)
      throws IOException {
    ModelDescription description = describe(backbone, seen);
    StateDict weights = NetworkWeights.random(description.network(), 5);
    List<PooledLayer> beside = PooledLayer.listOf(known);
    ModelDescription other = describe(backbone, known);
    for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.BFLOAT16}) {
      Bfloat16.assumeComputed(precision);
      try (InferenceNetwork both = open(description.network(beside), weights, precision);
          InferenceNetwork alone = open(description.network(), weights, precision);
          InferenceNetwork middle =
              open(other.network(), NetworkWeights.random(other.network(), 5), precision);
          NDManager manager = both.manager().newSubManager()) {
        NDArray images = manager.randomNormal(new Shape(3, 3, 48, 48));

        NDList found = both.allFeatures(images);

        assertThat(alone.allFeatures(images)).hasSize(1);
        assertThat(found.get(0).toFloatArray()).isEqualTo(alone.features(images).toFloatArray());
        assertThat(both.features(images).toFloatArray()).isEqualTo(found.get(0).toFloatArray());
        assertThat(both.logits(images).toFloatArray())
            .isEqualTo(alone.logits(images).toFloatArray());
        assertThat(found.get(1).toFloatArray()).isEqualTo(middle.features(images).toFloatArray());
        assertThat(found.get(1).getShape().get(1))
            .isEqualTo(description.network(beside).knownWidth());
      }
    }
  }

  private static ModelDescription describe(String backbone, String features) {
    return new ModelDescription(
        Backbone.of(backbone),
        PooledLayer.listOf(features),
        DESCRIPTION.labels(),
        DESCRIPTION.imageSpec(),
        DESCRIPTION.provenance());
  }

  private static InferenceNetwork open(
      NetworkDefinition network, StateDict weights, Precision precision) throws IOException {
    return InferenceNetwork.of(network, weights, 48, Device.cpu(), precision);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void imagesAreAsFamiliarInABatchAsAlone(Precision precision) throws IOException {
    Bfloat16.assumeComputed(precision);
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      byte[] pixels = new byte[40 * 40 * 3];
      new Random(i).nextBytes(pixels);
      images.add(new RgbImage(40, 40, pixels));
    }
    try (Classifier classifier = Classifier.loader(model).precision(precision).load()) {
      List<Classification> together = classifier.classify(images);

      for (int i = 0; i < images.size(); i++) {
        Familiarity alone = classifier.classify(images.get(i)).familiarity().orElseThrow();
        assertThat(together.get(i).familiarity().orElseThrow().distance())
            .isCloseTo(alone.distance(), within(1e-3));
      }
    }
  }

  /** It gives logits alone; what a bank is asked by is no part of it. */
  @Test
  void modelPtIsTheSameWithABankAndWithout() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDirectory.write(plain, DESCRIPTION, WEIGHTS);

    assertThat(model.resolve("model.pt")).hasSameBinaryContentAs(plain.resolve("model.pt"));
  }

  @Test
  void theFeaturesOfABankAreSaidInTheDescription() throws IOException {
    assertThat(model.resolve("model.json"))
        .content()
        .contains("\"bankFeatures\": [\n    \"layer2:mean\",\n    \"layer3:mean\"\n  ],");
    assertThat(read().bank().orElseThrow().features()).isEqualTo(KNOWN);

    Path plain = directory.resolve("plain");
    ModelDirectory.write(plain, DESCRIPTION, WEIGHTS);
    assertThat(plain.resolve("model.json")).content().doesNotContain("bankFeatures");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"layer3:mean\"] | bad bank: expected rows and reference alone, 10 to 2000 rows of 64",
        "[] | bankFeatures: expected them where there is a bank and only there, found [] and files"
            + " [bank.safetensors, model.pt, model.safetensors]",
        "[\"layer5:mean\"] | unknown features: expected layer1 to layer4 with :mean or :max, found"
            + " 'layer5:mean'",
        "[\"layer2:mean\",\"layer2:mean\"] | features twice: expected distinct ones, found"
            + " layer2:mean,layer2:mean",
        "\"layer2:mean\" | bankFeatures: expected an array, found \"layer2:mean\"",
        "[7] | bankFeatures: expected texts, found 7"
      })
  void aBankThatIsNotWhatTheDescriptionSaysIsRefused(String features, String told)
      throws IOException {
    ModelFolder.editAndSeal(model, "[\n    \"layer2:mean\",\n    \"layer3:mean\"\n  ]", features);

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(told)
        .hasMessageMatching("[^\\n]*");
  }

  @Test
  void featuresOfABankThatIsNotThereOrOfALayerThatIsLeftOutAreRefused() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDescription early = describe("resnet10-w16", "layer2:max");
    ModelDirectory.write(plain, early, NetworkWeights.random(early.network(), 1));
    ModelFolder.editAndSeal(
        plain, "\"files\": {", "\"bankFeatures\": [\"layer2:mean\"],\n  \"files\": {");
    assertThatThrownBy(() -> ModelDirectory.read(plain, ModelDescription::network))
        .hasMessageContaining(
            "found 'bankFeatures: expected them where there is a bank and only there, found"
                + " [layer2:mean] and files [model.pt, model.safetensors]'");

    ModelFolder.editAndSeal(
        model, "\"features\": [\n    \"layer4:mean\"", "\"features\": [\n    \"layer2:max\"");
    assertThatThrownBy(() -> read())
        .hasMessageContaining(
            "found 'known by what is left out: expected layer1 to layer2, found"
                + " layer2:mean,layer3:mean'");
  }

  @Test
  void aBankOfOtherFeaturesIsNotWritten() {
    NeighbourBank other =
        NeighbourBank.of(
            FeatureRows.of(Arrays.copyOf(features(1, 1), 60), 4),
            IntStream.range(0, 15).boxed().toList(),
            0);

    assertThatThrownBy(() -> ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bank of other features: expected 96 in each row, found 4");
  }
}
