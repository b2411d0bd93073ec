package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import dev.hibi.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Features in blocks of 32 samples, of a network that gives each image's first pixels. */
final class FeatureCacheTest {
  private static final int SAMPLES = 80;
  private static final int BLOCK = 32;

  private final NDManager manager = NDManager.newBaseManager();
  private final List<String> progress = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final FitListener listener =
      new FitListener() {
        @Override
        public void onFeatures(String data, long done, long total) {
          progress.add(done + "/" + total);
        }

        @Override
        public void onWarning(String message) {
          warnings.add(message);
        }
      };

  @TempDir Path directory;
  private Toy.Images images;
  private RunSettings settings;

  @BeforeEach
  void open() throws IOException {
    images = Toy.data(manager, SAMPLES, 1);
    settings = Runs.settings(images, 8);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Gives the first pixels of each image, and may fail after some batches. */
  private static final class Pixels implements FeatureCache.Backbone {
    private final NDManager own = NDManager.newBaseManager();
    private final int width;
    private int batchesLeft;

    Pixels(int width, int batchesLeft) {
      this.width = width;
      this.batchesLeft = batchesLeft;
    }

    @Override
    public NDManager manager() {
      return own;
    }

    @Override
    public NDArray features(NDArray images) {
      if (batchesLeft-- == 0) {
        throw new UncheckedIOException(new IOException("power failure"));
      }
      long count = images.getShape().get(0);
      return images.reshape(new Shape(count, -1)).get(":, 0:" + width).duplicate();
    }

    @Override
    public void close() {
      own.close();
    }
  }

  private FeatureSamples features(int batches) throws IOException {
    FeatureCache cache =
        new FeatureCache(
            directory.resolve("features"), settings, listener, new StopSignal(), BLOCK);
    FeatureSamples samples =
        cache.get(
            LabeledDataset.of("training", images),
            settings.data().training(),
            () -> new Pixels(5, batches));
    assertThat(cache.seconds()).isPositive();
    return samples;
  }

  /** What is served in order, as text. */
  private List<String> rows(FeatureSamples samples) {
    List<String> rows = new ArrayList<>();
    for (Batch next : samples.forEvaluation(manager)) {
      try (Batch batch = next) {
        NDArray data = batch.getData().singletonOrThrow();
        for (int i = 0; i < batch.getSize(); i++) {
          rows.add(
              Arrays.toString(data.get(i).toFloatArray())
                  + batch.getLabels().singletonOrThrow().getLong(i));
        }
      }
    }
    return rows;
  }

  private List<String> expected() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      float[] pixels = images.get(manager, i).getData().singletonOrThrow().toFloatArray();
      rows.add(Arrays.toString(Arrays.copyOf(pixels, 5)) + images.label(i));
    }
    return rows;
  }

  @Test
  void eachSampleHasItsRowAndItsLabelWhicheverBlockItLiesIn() throws IOException {
    assertThat(rows(features(100))).isEqualTo(expected());
    assertThat(progress).containsExactly("0/80", "32/80", "64/80", "80/80");
    assertThat(Runs.names(folder()))
        .containsExactly(
            "000000.safetensors", "000001.safetensors", "000002.safetensors", "SHA256SUMS");
  }

  @Test
  void whatAKilledRunHasComputedIsNotComputedAgain() throws IOException {
    assertThatThrownBy(() -> features(2)).hasMessageContaining("power failure");
    assertThat(Runs.names(folder()))
        .containsExactly("000000.safetensors", "000001.safetensors", "SHA256SUMS");
    progress.clear();

    assertThat(rows(features(1))).isEqualTo(expected());
    assertThat(progress).containsExactly("64/80", "80/80");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aDamagedBlockIsToldAndMadeAgainAlone() throws IOException {
    features(100);
    for (int position : List.of(0, 20, 300, -1)) {
      Path file = folder().resolve("000001.safetensors");
      byte[] bytes = Files.readAllBytes(file);
      String whole = Sha256.of(file);
      bytes[position < 0 ? bytes.length - 1 : position] ^= 1;
      Files.write(file, bytes);
      String damaged = Sha256.of(file);
      progress.clear();
      warnings.clear();

      assertThat(rows(features(1))).isEqualTo(expected());

      assertThat(progress).containsExactly("48/80", "80/80");
      assertThat(warnings)
          .containsExactly(
              "features are made again: damaged features: expected SHA-256 %s, found %s (%s)"
                  .formatted(whole, damaged, file));
    }
  }

  @Test
  void aBlockThatIsCutOrWithoutDigestIsMadeAgain() throws IOException {
    features(100);
    Path file = folder().resolve("000002.safetensors");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 7));
    Files.writeString(folder().resolve("SHA256SUMS"), "what is this");

    assertThat(rows(features(100))).isEqualTo(expected());
  }

  @Test
  void featuresOfOtherDataAreMadeAgainAll() throws IOException {
    features(100);
    images = Toy.data(manager, SAMPLES, 9);
    settings = Runs.settings(images, 8);
    progress.clear();

    assertThat(rows(features(100))).isEqualTo(expected());

    assertThat(progress).startsWith("0/80", "32/80");
    assertThat(warnings)
        .containsExactly(
            "features are made again: features of other data or weights: expected those of this"
                + " run, found others (%s)".formatted(folder().resolve("000000.safetensors")));
  }

  @Test
  void trainingTakesWhatIsLeftOfAnEpochInItsOrder() throws IOException {
    FeatureSamples samples = features(100);
    List<Long> all = labels(samples, 0);

    assertThat(labels(samples, 3)).isEqualTo(all.subList(24, 80));
    assertThat(labels(samples, 10)).isEmpty();
  }

  private List<Long> labels(FeatureSamples samples, long done) {
    List<Long> labels = new ArrayList<>();
    for (Batch next : samples.forTraining(manager, 1, done)) {
      try (Batch batch = next) {
        for (long label : batch.getLabels().singletonOrThrow().toLongArray()) {
          labels.add(label);
        }
      }
    }
    return labels;
  }

  /**
   * Writes 2.2 GB: {@code mvn -pl training/trainer -am test -Dtest=FeatureCacheTest
   * -Dhibi.large=true}.
   */
  @Test
  @EnabledIfSystemProperty(named = "hibi.large", matches = "true")
  void moreThanTwoGigabytesAreFeaturesAsAnyOthers() throws IOException {
    int width = 7_000_000;
    settings = Runs.settings(images, 2);
    FeatureCache cache =
        new FeatureCache(
            directory.resolve("features"), settings, listener, new StopSignal(), BLOCK);
    FeatureCache.Backbone numbered =
        new FeatureCache.Backbone() {
          private final NDManager own = NDManager.newBaseManager();

          @Override
          public NDManager manager() {
            return own;
          }

          @Override
          public NDArray features(NDArray images) {
            NDArray first = images.reshape(new Shape(images.getShape().get(0), -1)).get(":, 0:1");
            return first.repeat(1, width);
          }

          @Override
          public void close() {
            own.close();
          }
        };

    FeatureSamples samples =
        cache.get(
            LabeledDataset.of("training", images), settings.data().training(), () -> numbered);

    List<Integer> order =
        EpochSampler.shuffled(2, 0, 0).batches(SAMPLES).stream()
            .flatMap(List::stream)
            .map(Long::intValue)
            .toList();
    int served = 0;
    for (Batch next : samples.forTraining(manager, 0, 0)) { // of 2 samples each
      try (Batch batch = next) {
        float[] rows = batch.getData().singletonOrThrow().toFloatArray();
        for (int i = 0; i < 2; i++) {
          int sample = order.get(served++);
          float pixel = images.get(manager, sample).getData().singletonOrThrow().toFloatArray()[0];
          assertThat(rows[i * width]).isEqualTo(pixel);
          assertThat(rows[(i + 1) * width - 1]).isEqualTo(pixel);
        }
      }
    }
    assertThat(served).isEqualTo(SAMPLES);
  }

  private Path folder() {
    return directory.resolve("features/training");
  }
}
