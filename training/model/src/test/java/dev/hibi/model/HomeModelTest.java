package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.LogisticHead;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that keeps some of the rows that its head was trained on. */
final class HomeModelTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final int WIDTH = 128;
  private static final StateDict WEIGHTS = NetworkWeights.random(DESCRIPTION.network(), 3);
  private static final HomeRows HOME = home(WIDTH, 2);

  @TempDir Path directory;

  private Path model;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    file = model.resolve("home.safetensors");
    ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept(HOME));
  }

  private static ModelDirectory.Kept kept(HomeRows home) {
    return new ModelDirectory.Kept(Optional.empty(), Optional.of(home), ImageDigests.NONE);
  }

  /** Two rows a class. */
  private static HomeRows home(int width, int classes) {
    Random random = new Random(1);
    float[] values = new float[2 * classes * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Integer[] labels = new Integer[2 * classes];
    Long[] counts = new Long[classes];
    Arrays.setAll(labels, i -> i % classes);
    Arrays.setAll(counts, c -> 30L + c);
    return new HomeRows(FeatureRows.of(values, width), List.of(labels), List.of(counts));
  }

  private HomeRows read() throws IOException {
    return ModelDirectory.homeRows(model).orElseThrow();
  }

  @Test
  void rowsAreReadAsTheyWereWrittenAndTwiceGiveTheSameBytes() throws IOException {
    assertThat(read().rows().values()).isEqualTo(HOME.rows().values());
    assertThat(read().labels()).isEqualTo(HOME.labels());
    assertThat(read().counts()).containsExactly(30L, 31L);
    ModelDirectory.write(directory.resolve("again"), DESCRIPTION, WEIGHTS, kept(HOME));
    assertThat(directory.resolve("again/home.safetensors")).hasSameBinaryContentAs(file);
    assertThat(ModelJson.read(model.resolve("model.json")).files())
        .containsOnlyKeys("model.pt", "model.safetensors", "home.safetensors");
    assertThat(Files.readString(model.resolve("model.json"))).contains("\"format\": 3,");
  }

  @Test
  void aModelWithoutThemHasNone() throws IOException {
    Path plain = directory.resolve("plain");
    ModelDirectory.write(plain, DESCRIPTION, WEIGHTS);
    Files.copy(file, plain.resolve("home.safetensors")); // of which model.json does not speak

    assertThat(ModelDirectory.homeRows(plain)).isEmpty();
  }

  @Test
  void whoOnlyClassifiesDoesNotReadThem() throws IOException {
    Files.delete(file);

    try (Classifier classifier = Classifier.load(model)) {
      assertThat(classifier.labels()).isEqualTo(DESCRIPTION.labels());
    }
  }

  @Test
  void aCopyKeepsThemUnlessTheyAreBroken() throws IOException {
    Path copy = directory.resolve("copy");
    ModelDirectory.copy(model, copy, "P", OperatingPointModelTest.POINT);
    assertThat(copy.resolve("home.safetensors")).hasSameBinaryContentAs(file);
    assertThat(ModelDirectory.homeRows(copy)).isPresent();

    Files.delete(file);
    Path other = directory.resolve("other");
    assertThatThrownBy(() -> ModelDirectory.copy(model, other, "P", OperatingPointModelTest.POINT))
        .isInstanceOf(IOException.class)
        .hasMessage("not a whole model: expected home.safetensors, found none (%s)", model);
    assertThat(other).doesNotExist();
  }

  @Test
  void rowsThatHaveChangedAreTold() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String digest = ModelFolder.sha256(bytes);
    for (double share : new double[] {0, 0.001, 0.5, 0.999}) {
      byte[] flipped = bytes.clone();
      flipped[(int) (bytes.length * share)] ^= 1;
      Files.write(file, flipped);
      assertThatThrownBy(() -> read())
          .isInstanceOf(IOException.class)
          .hasMessage(
              "home rows changed since they were written: expected SHA-256 %s, found %s (%s)",
              digest, ModelFolder.sha256(flipped), file);
    }

    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> read())
        .hasMessage(
            "home rows changed since they were written: expected %d bytes, found %d (%s)",
            bytes.length, bytes.length - 4, file);
  }

  private static Tensor longs(long... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return Tensor.wrap(Tensor.Type.INT64, new long[] {values.length}, data);
  }

  /** Damage that has the digests of what it is, as a program that writes rows may do. */
  @Test
  void whatIsNoneIsRefused() throws IOException {
    Tensor rows = Safetensors.read(file).get("rows");
    String kind =
        "expected rows of 128 features, a label of each and counts of 2 classes alone, found {";

    assertRefused(Map.of("rows", rows), "expected labels of int64, found {rows=");
    assertRefused(Map.of("rows", longs(1)), "expected rows of float32, found {rows=");
    assertRefused(with(rows, longs(0, 1, 0), longs(3, 3)), kind);
    assertRefused(with(rows, longs(0, 1, 0, 1), longs(3, 3, 3)), kind);
    assertRefused(with(Tensor.zeros(8, 64), longs(0, 1, 0, 1), longs(3, 3)), kind);
    assertRefused(
        with(rows, longs(0, 1, 0, 1L << 32), longs(3, 3)),
        "expected labels of 0 to 1, found 2147483647");
    assertRefused(
        with(rows, longs(0, 1, 0, -1), longs(3, 3)), "expected labels of 0 to 1, found -1");
    assertRefused(
        with(rows, longs(0, 0, 0, 0), longs(9, 3)),
        "expected 1 to 3 of a class, found 0 (class 1)");
    assertRefused(
        with(rows, longs(0, 0, 0, 1), longs(-5, 3)),
        "expected 1 to -5 of a class, found 3 (class 0)");
    Map<String, Tensor> more = new LinkedHashMap<>(with(rows, longs(0, 1, 0, 1), longs(3, 3)));
    more.put("more", Tensor.zeros(1));
    assertRefused(more, kind);

    float[] none = rows.toFloatArray();
    none[130] = Float.NaN;
    writeHome(with(Tensor.of(none, 4, WIDTH), longs(0, 1, 0, 1), longs(3, 3)));
    assertThatThrownBy(() -> read())
        .hasMessage(
            "bad feature: expected a finite number, found NaN (row 1, column 2) (%s)", file);
  }

  private static Map<String, Tensor> with(Tensor rows, Tensor labels, Tensor counts) {
    return Map.of("rows", rows, "labels", labels, "counts", counts);
  }

  private void assertRefused(Map<String, Tensor> tensors, String told) throws IOException {
    writeHome(tensors);

    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessageMatching("bad home rows: [^\\n]*\\)")
        .hasMessageStartingWith("bad home rows: " + told)
        .hasMessageEndingWith(" (" + file + ")");
    write();
  }

  private void writeHome(Map<String, Tensor> tensors) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(
        Channels.newChannel(bytes), new StateDict(new LinkedHashMap<>(tensors)), Map.of());
    ModelFolder.writeHome(model, bytes.toByteArray());
  }

  private static LogisticHead head() {
    float[] values = HOME.rows().values();
    return LogisticHead.builder(FeatureRows.of(values, WIDTH), new int[] {0, 1, 0, 1}, 2).fit();
  }

  private static final HeadRefit REFIT =
      new HeadRefit(
          HeadRefit.Method.NORMAL_IMAGES,
          "ab".repeat(32),
          Map.of("N", 20),
          10,
          OperatingPoint.Unit.PHOTOGRAPH,
          0.1);

  @Test
  void anotherHeadChangesNothingElse() throws IOException {
    Path refitted = directory.resolve("refitted");

    ModelDirectory.refit(
        model,
        refitted,
        one -> one.refitted("P", Optional.empty(), REFIT),
        head(),
        ImageDigests.NONE);

    ModelDirectory.Content read = ModelDirectory.read(refitted, ModelDescription::network);
    for (String name : WEIGHTS.names()) {
      if (!name.startsWith("fc.")) {
        assertThat(read.weights().get(name).bytes()).isEqualTo(WEIGHTS.get(name).bytes());
      }
    }
    float[] bias = read.weights().get("fc.bias").toFloatArray();
    assertThat(bias).containsExactly((float) head().bias()[0], (float) head().bias()[1]);
    assertThat(read.weights().get("fc.weight").toFloatArray()[5])
        .isEqualTo((float) head().weights()[5]);
    assertThat(refitted.resolve("home.safetensors")).hasSameBinaryContentAs(file);
    assertThat(refitted.resolve("model.pt")).exists();
    assertThat(read.description().provenance().refit()).contains(REFIT);
    assertThat(read.description().positive()).contains("P");
    assertThat(read.description().operatingPoint()).isEmpty();
    assertThat(Files.readString(refitted.resolve("model.json")))
        .contains("\"format\": 3,", "\"method\": \"normal-images\"", "\"N\": 20");
  }

  @Test
  void aThresholdLaterKeepsHowTheHeadWasTrained() throws IOException {
    Path refitted = directory.resolve("refitted");
    Path calibrated = directory.resolve("calibrated");
    ModelDirectory.refit(
        model,
        refitted,
        one -> one.refitted("P", Optional.empty(), REFIT),
        head(),
        ImageDigests.NONE);

    ModelDirectory.copy(refitted, calibrated, "P", OperatingPointModelTest.POINT);

    assertThat(ModelJson.read(calibrated.resolve("model.json")).description().provenance().refit())
        .contains(REFIT);
    assertThat(calibrated.resolve("model.safetensors"))
        .hasSameBinaryContentAs(refitted.resolve("model.safetensors"));
  }

  @Test
  void anEstimatedThresholdIsReadAsOne() throws IOException {
    OperatingPoint point =
        new OperatingPoint(
            0.7,
            OperatingPoint.Promise.EXPECTED_FALSE_ALARMS,
            0.1,
            OptionalDouble.empty(),
            20,
            OperatingPoint.Unit.IMAGE,
            "cd".repeat(32));
    Path refitted = directory.resolve("refitted");

    ModelDirectory.refit(
        model,
        refitted,
        one -> one.refitted("P", Optional.of(point), REFIT),
        head(),
        ImageDigests.NONE);

    ModelJson json = ModelJson.read(refitted.resolve("model.json"));
    assertThat(json.description().operatingPoint()).contains(point);
    assertThat(Files.readString(refitted.resolve("model.json")))
        .contains("\"format\": 4,", "\"promise\": \"expected-false-alarms\"")
        .doesNotContain("confidence");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "normal-images;guesses;provenance.refit.method: expected normal-images or labeled-images,"
            + " found 'guesses'",
        "\"N\": 20;\"N\": 9;bad counts: expected at least one image, of one photograph to as many as"
            + " images, found {N=9} of 10",
        "\"N\": 20;\"N\": -20;bad counts: expected at least one image, of one photograph to as many"
            + " as images, found {N=-20} of 10",
        "\"N\": 20;\"N\": \"20\";provenance.refit.images.N: expected a whole number, found \"20\"",
        "\"units\": 10;\"units\": 0;bad counts: expected at least one image, of one photograph to as"
            + " many as images, found {N=20} of 0",
        "\"photograph\";\"tile\";provenance.refit.unit: expected image or photograph or group, found"
            + " 'tile'",
        "0.1;-0.1;bad inverse regularisation: expected a finite number above 0, found -0.1",
        "\"abab;\"ABAB;bad digest: expected 64 lower-case hexadecimal digits, found"
            + " 'ABABabababababababababababababababababababababababababababababab'",
        "\"refit\": {;\"refit\": [], \"x\": {;provenance.refit: expected an object, found []",
      })
  void howAHeadWasTrainedIsTakenAtItsWord(String before, String after, String found)
      throws IOException {
    Path refitted = directory.resolve("refitted");
    ModelDirectory.refit(
        model,
        refitted,
        one -> one.refitted("P", Optional.empty(), REFIT),
        head(),
        ImageDigests.NONE);
    Path json = ModelFolder.editAndSeal(refitted, before, after);

    assertThatThrownBy(() -> ModelJson.read(json))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)",
            found, json);
  }

  @Test
  void aHeadOfOtherFeaturesIsNotWritten() {
    LogisticHead other =
        LogisticHead.builder(FeatureRows.of(new float[] {1, 2}, 1), new int[] {0, 1}, 2).fit();

    assertThatThrownBy(
            () ->
                ModelDirectory.refit(
                    model,
                    directory.resolve("refitted"),
                    one -> one.refitted("P", Optional.empty(), REFIT),
                    other,
                    ImageDigests.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fc.weight (expected float32[2, 128], found float32[2, 1])");
  }

  @Test
  void rowsOfOtherFeaturesOrClassesAreNotWritten() {
    assertThatThrownBy(
            () -> ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept(home(WIDTH - 1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("home rows of other features: expected 128 in each row, found 127");
    assertThatThrownBy(
            () -> ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept(home(WIDTH, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("home rows of other classes: expected 2, found 3");
  }
}
