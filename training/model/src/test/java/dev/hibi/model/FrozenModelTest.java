package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.model.engine.Bfloat16;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.LogisticHead;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that has learned itself, and tells by the network it began from what it knows. */
final class FrozenModelTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final int WIDTH = 96; // of layer2 and layer3
  private static final List<PooledLayer> KNOWN = PooledLayer.known(DESCRIPTION.features());
  private static final NetworkDefinition FROZEN = DESCRIPTION.frozenNetwork(KNOWN);

  /** Whose middle layers are not those of the other. */
  private static final StateDict LEARNED = NetworkWeights.random(DESCRIPTION.network(), 3);

  private static final StateDict BEGUN = NetworkWeights.random(DESCRIPTION.network(), 7);

  @TempDir Path directory;

  private Path model;
  private Path bank;
  private Path frozen;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    bank = model.resolve("bank.safetensors");
    frozen = model.resolve("frozen.safetensors");
    ModelDirectory.write(model, DESCRIPTION, LEARNED, kept(NetworkWeights.headless(BEGUN, FROZEN)));
  }

  private static ModelDirectory.Kept kept(StateDict weights) {
    ImageBank bank = new ImageBank(KNOWN, rows(), Optional.of(weights));
    return new ModelDirectory.Kept(Optional.of(bank), Optional.empty(), ImageDigests.NONE);
  }

  private static NeighbourBank rows() {
    Random random = new Random(1);
    float[] values = new float[40 * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian() + (i % WIDTH < 9 ? 4 : 0));
    }
    return NeighbourBank.of(
        FeatureRows.of(values, WIDTH), IntStream.range(0, 40).boxed().toList(), 0);
  }

  private ModelDirectory.Content read() throws IOException {
    return ModelDirectory.read(model, ModelDescription::network);
  }

  private Classifier load() throws IOException {
    return Classifier.loader(model).familiarity(true).load();
  }

  private static List<RgbImage> images() {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] pixels = new byte[40 * 40 * 3];
      new Random(i).nextBytes(pixels);
      images.add(new RgbImage(40, 40, pixels));
    }
    return images;
  }

  @Test
  void theWeightsAreReadAsTheyWereWrittenWithoutAHeadAndTwiceGiveTheSameBytes() throws IOException {
    StoredBank read = read().bank().orElseThrow();

    StateDict weights = read.frozen().orElseThrow();
    assertThat(read.rows().toFloatArray()).isEqualTo(rows().rows().values());
    assertThat(weights.names()).contains("conv1.weight", "layer3.0.bn2.running_var");
    assertThat(weights.names()).noneMatch(name -> name.startsWith("layer4"));
    assertThat(weights.names()).noneMatch(name -> name.startsWith("fc"));
    for (String name : weights.names()) {
      assertThat(weights.get(name).bytes()).isEqualTo(BEGUN.get(name).bytes());
    }
    Path again = directory.resolve("again");
    ModelDirectory.write(again, DESCRIPTION, LEARNED, kept(weights));
    assertThat(again.resolve("frozen.safetensors")).hasSameBinaryContentAs(frozen);
    assertThat(again.resolve("model.json")).hasSameTextualContentAs(model.resolve("model.json"));
  }

  @Test
  void modelJsonStatesTheFilesAndAFormatThatEarlierReadersRefuse() throws IOException {
    assertThat(ModelJson.read(model.resolve("model.json")).files())
        .containsOnlyKeys(
            "model.pt", "model.safetensors", "bank.safetensors", "frozen.safetensors");
    assertThat(model.resolve("model.json")).content().contains("\"format\": 5");

    Path calibrated = directory.resolve("calibrated");
    ModelDirectory.copy(model, calibrated, "P", OperatingPointModelTest.POINT);
    assertThat(calibrated.resolve("model.json")).content().contains("\"format\": 5");
    assertThat(
            ModelDirectory.read(calibrated, ModelDescription::network)
                .description()
                .operatingPoint())
        .contains(OperatingPointModelTest.POINT);
  }

  /** The second features are those of the network that was begun from, whatever the head sees. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void aSecondPassGivesTheFeaturesOfTheNetworkThatWasBegunFrom(Precision precision)
      throws IOException {
    Bfloat16.assumeComputed(precision);
    Path other = directory.resolve("other");
    ModelDirectory.write(
        other,
        DESCRIPTION,
        BEGUN,
        new ModelDirectory.Kept(
            Optional.of(new ImageBank(KNOWN, rows())), Optional.empty(), ImageDigests.NONE));
    try (Classifier two = Classifier.loader(model).precision(precision).familiarity(true).load();
        Classifier learned = Classifier.loader(model).precision(precision).load();
        Classifier begun = Classifier.loader(other).precision(precision).load();
        NDManager manager = two.manager().newSubManager()) {
      NDArray inputs = manager.randomNormal(new Shape(3, 3, 32, 32));
      NDList found = two.allFeatures(inputs);

      assertThat(found).hasSize(2);
      assertThat(found.get(0).toFloatArray()).isEqualTo(learned.features(inputs).toFloatArray());
      assertThat(found.get(1).toFloatArray())
          .isEqualTo(begun.allFeatures(inputs).get(1).toFloatArray());
      assertThat(learned.allFeatures(inputs)).hasSize(1);
      List<Classification> answers = two.classify(images());
      List<Classification> expected = begun.classify(images());
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).familiarity()).isEqualTo(expected.get(i).familiarity());
        assertThat(answers.get(i).logits()).isEqualTo(learned.classify(images()).get(i).logits());
      }
    }
  }

  @Test
  void familiarityIsToldOnlyWhereItIsAskedFor() throws IOException {
    try (Classifier asked = load();
        Classifier refused = Classifier.loader(model).familiarity(false).load();
        Classifier not = Classifier.load(model)) {
      assertThat(asked.hasFamiliarity()).isTrue();
      assertThat(refused.hasFamiliarity()).isFalse();
      assertThat(not.hasFamiliarity()).isFalse();
      RgbImage image = images().get(0);
      assertThat(asked.classify(image).familiarity()).isPresent();
      assertThat(not.classify(image).familiarity()).isEmpty();
      assertThat(not.classify(image).isUnfamiliar()).isFalse();
      assertThat(asked.classify(image).logits()).isEqualTo(not.classify(image).logits());
    }
  }

  @Test
  void aModelThatCannotTellIsLoadedAndSaysSo() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDirectory.write(plain, DESCRIPTION, LEARNED);

    try (Classifier classifier = Classifier.loader(plain).familiarity(true).load()) {
      assertThat(classifier.hasFamiliarity()).isFalse();
      assertThat(classifier.classify(images().get(0)).familiarity()).isEmpty();
    }
  }

  /** Nor is the bank: what is damaged in them is told to those who ask. */
  @Test
  void withoutASecondPassTheWeightsAreNotRead() throws IOException {
    for (Path file : List.of(frozen, bank)) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] damaged = bytes.clone();
      damaged[bytes.length / 2] ^= 1;
      Files.write(file, damaged);

      try (Classifier classifier = Classifier.load(model)) {
        assertThat(classifier.classify(images())).hasSize(5);
      }
      assertThatThrownBy(this::load)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s changed since %s written: expected SHA-256 %s, found %s (%s)",
              file.equals(frozen) ? "frozen weights" : "bank",
              file.equals(frozen) ? "they were" : "it was",
              ModelFolder.sha256(bytes),
              ModelFolder.sha256(damaged),
              file);
      Files.write(file, bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatIsAbsentOrOfAnotherLengthIsToldInAnyCase(boolean asked) throws IOException {
    Classifier.Loader loader = Classifier.loader(model).familiarity(asked);
    byte[] bytes = Files.readAllBytes(frozen);
    Files.write(frozen, new byte[17]);
    assertThatThrownBy(loader::load)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "frozen weights changed since they were written: expected %d bytes, found 17 (%s)",
            bytes.length, frozen);

    Files.delete(frozen);
    assertThatThrownBy(loader::load)
        .hasMessage("not a whole model: expected frozen.safetensors, found none (%s)", model);

    Files.write(frozen, bytes);
    Files.delete(bank);
    assertThatThrownBy(loader::load)
        .hasMessage("not a whole model: expected bank.safetensors, found none (%s)", model);
  }

  /** Damage that has the digests of what it is. */
  @Test
  void weightsThatAreNotThoseOfTheNetworkAreRefused() throws IOException {
    StateDict good = Safetensors.read(frozen);

    assertRefused(
        without(good, "layer3.0.conv1.weight"),
        "weights do not fit: expected those of resnet10-w16, found 1 missing"
            + " [layer3.0.conv1.weight], 0 unexpected [], 0 misshaped [] (%s)");
    assertRefused(
        good.with(new StateDict(Map.of("fc.bias", BEGUN.get("fc.bias")))),
        "weights do not fit: expected those of resnet10-w16, found 0 missing [], 1 unexpected"
            + " [fc.bias], 0 misshaped [] (%s)");
    assertRefused(
        good.with(new StateDict(Map.of("bn1.bias", Tensor.zeros(3)))),
        "weights do not fit: expected those of resnet10-w16, found 0 missing [], 0 unexpected [],"
            + " 1 misshaped [bn1.bias (expected float32[16], found float32[3])] (%s)");
    float[] none = new float[16];
    none[5] = Float.NaN;
    assertRefused(
        good.with(new StateDict(Map.of("bn1.bias", Tensor.of(none, 16)))),
        "unusable weights: expected finite numbers, found NaN (value 5 of bn1.bias in %s)");
    none[5] = -1;
    assertRefused(
        good.with(new StateDict(Map.of("bn1.running_var", Tensor.of(none, 16)))),
        "unusable weights: expected finite numbers of 0 and more, found -1.0 (value 5 of"
            + " bn1.running_var in %s)");
  }

  private static StateDict without(StateDict weights, String name) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.asMap());
    tensors.remove(name);
    return new StateDict(tensors);
  }

  private void assertRefused(StateDict weights, String told) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(Channels.newChannel(bytes), weights, Map.of());
    ModelFolder.writeFrozen(model, bytes.toByteArray());

    assertThatThrownBy(() -> load()).isInstanceOf(IOException.class).hasMessage(told, frozen);
    write();
  }

  @Test
  void aFileTooLargeForTheNetworkIsNotReadIntoMemory() throws IOException {
    long most = NetworkWeights.mostBytes(FROZEN);
    ModelFolder.editAndSeal(model, "\"bytes\": " + Files.size(frozen), "\"bytes\": " + (most + 1));
    try (var file = new java.io.RandomAccessFile(frozen.toFile(), "rw")) {
      file.setLength(most + 1);
    }

    assertThatThrownBy(this::load)
        .hasMessage(
            "bad frozen weights: expected at most %d bytes of resnet10-w16 up to layer3:mean,"
                + " found %d (%s)",
            most, most + 1, frozen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\": 5 | \"format\": 3 | format: expected 5 where there is a frozen.safetensors and"
            + " only there, found 3 and files [bank.safetensors, frozen.safetensors, model.pt,"
            + " model.safetensors]",
        "\"frozen.safetensors\" | \"x.safetensors\" | files: expected frozen.safetensors in"
            + " format 5, found [bank.safetensors, model.pt, model.safetensors]",
        "\"frozen.safetensors\": { | \"frozen.safetensors\": [], \"x\": { |"
            + " files.frozen.safetensors: expected an object, found []",
        "\"bank.safetensors\": { | \"y\": { | bankFeatures: expected them where there is a bank and"
            + " only there, found [layer2:mean, layer3:mean] and files [frozen.safetensors,"
            + " model.pt, model.safetensors]",
        "\"bankFeatures\" | \"z\" | frozen.safetensors: expected it with a bank alone, found files"
            + " [bank.safetensors, frozen.safetensors, model.pt, model.safetensors]",
        "[\\n    \"layer2:mean\",\\n    \"layer3:mean\"\\n  ] | [\"layer2:mean\"] | "
      })
  void aDescriptionThatIsNotOfItsFilesIsRefused(String from, String to, String told)
      throws IOException {
    ModelFolder.editAndSeal(model, from.replace("\\n", "\n"), to);

    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            told == null
                ? "weights do not fit: expected those of resnet10-w16, found 0 missing [], 18"
                : "found '" + told + "'")
        .hasMessageMatching("[^\\n]*");
  }

  @Test
  void copiesKeepTheWeightsToTheByte() throws IOException {
    Path copy = directory.resolve("copy");
    ModelDirectory.copy(model, copy, "P", OperatingPointModelTest.POINT);
    Path refitted = directory.resolve("refitted");
    float[] features = new float[4 * 128];
    features[0] = 1;
    LogisticHead head =
        LogisticHead.builder(FeatureRows.of(features, 128), new int[] {0, 1, 0, 1}, 2).fit();
    ModelDirectory.refit(copy, refitted, described -> described, head, ImageDigests.NONE);

    for (Path other : List.of(copy, refitted)) {
      assertThat(other.resolve("frozen.safetensors")).hasSameBinaryContentAs(frozen);
      assertThat(other.resolve("bank.safetensors")).hasSameBinaryContentAs(bank);
      try (Classifier classifier = Classifier.loader(other).familiarity(true).load();
          Classifier original = load()) {
        for (int i = 0; i < 5; i++) {
          assertThat(classifier.classify(images()).get(i).familiarity())
              .isEqualTo(original.classify(images()).get(i).familiarity());
        }
      }
    }
  }

  /** Or the copy would state the digest of the damage. */
  @Test
  void damagedWeightsAreNotCopied() throws IOException {
    byte[] damaged = Files.readAllBytes(frozen);
    damaged[damaged.length / 2] ^= 1;
    Files.write(frozen, damaged);
    Path copy = directory.resolve("copy");

    assertThatThrownBy(() -> ModelDirectory.copy(model, copy, "P", OperatingPointModelTest.POINT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("frozen weights changed since they were written: expected SHA-256 ")
        .hasMessageEndingWith(" (" + frozen + ")");
    assertThat(copy).doesNotExist();
  }

  @Test
  void weightsOfAnotherNetworkAreNotWritten() {
    Path other = directory.resolve("other");
    assertThatThrownBy(() -> ModelDirectory.write(other, DESCRIPTION, LEARNED, kept(BEGUN)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "weights do not fit: expected those of resnet10-w16, found 0 missing")
        .hasMessageContaining("layer4.0.conv1.weight");
    assertThat(other).doesNotExist();
  }

  /** Finite weights whose features are not, as nobody trains them. */
  @Test
  void featuresThatAreNotFiniteAreAnErrorThatNamesTheImage() throws IOException {
    float[] huge = new float[16];
    Arrays.fill(huge, Float.MAX_VALUE);
    StateDict weights = NetworkWeights.headless(BEGUN, FROZEN);
    Map<String, Tensor> changed = Map.of("bn1.weight", Tensor.of(huge, 16));
    ModelDirectory.write(model, DESCRIPTION, LEARNED, kept(weights.with(new StateDict(changed))));
    Path image = directory.resolve("wall.png");
    ImageIO.write(images().get(0).toBufferedImage(), "png", image.toFile());

    try (Classifier asked =
            Classifier.loader(model).precision(Precision.FLOAT32).familiarity(true).load();
        Classifier not = Classifier.load(model)) {
      assertThat(not.classify(image).label()).isNotEmpty();
      assertThatThrownBy(() -> asked.classify(image))
          .isInstanceOf(UnusableAnswerException.class)
          .hasMessageMatching(
              "unusable answer of the model: expected finite features, found (NaN|Infinity) \\("
                  + image
                  + "\\)");
    }
  }

  @Test
  void classifyingLeavesNoArrayBehind() throws IOException {
    try (Classifier classifier = load()) {
      classifier.classify(images());
      int before = classifier.manager().getManagedArrays().size();
      for (int i = 0; i < 10; i++) {
        classifier.classify(images());
      }

      assertThat(classifier.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void aBatchIsAsFamiliarAsItsImagesAlone() throws IOException {
    try (Classifier classifier = load()) {
      List<Classification> together = classifier.classify(images());
      for (int i = 0; i < 5; i++) {
        double alone = classifier.classify(images().get(i)).familiarity().orElseThrow().distance();
        assertThat(together.get(i).familiarity().orElseThrow().distance())
            .isCloseTo(alone, within(1e-3));
      }
    }
  }

  @Test
  void closedBySomeoneElseItEndsWithAnAnswerOrSaysThatItIsClosed() throws Exception {
    for (int round = 0; round < 10; round++) {
      Classifier classifier = load();
      CountDownLatch begun = new CountDownLatch(1);
      List<Throwable> ends = new ArrayList<>();
      Thread asking =
          new Thread(
              () -> {
                try {
                  while (true) {
                    assertThat(classifier.classify(images()).get(0).familiarity()).isPresent();
                    begun.countDown();
                  }
                } catch (RuntimeException | Error e) {
                  ends.add(e);
                }
              });
      asking.start();
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      classifier.close();
      classifier.close();
      asking.join();

      assertThat(ends).hasSize(1);
      assertThat(ends.get(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("model is closed: expected an open one, found it closed");
      assertThatThrownBy(() -> classifier.classify(images()))
          .hasMessage("model is closed: expected an open one, found it closed");
    }
  }
}
