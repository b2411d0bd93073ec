package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.archives.ReadLimits;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZipImageFolderTest {
  private static final ImageSpec SPEC = ImageSpec.imagenet(16);

  @TempDir Path folder;

  private ZipImageFolder.Builder tutorial(int perClass) throws IOException {
    return ZipImageFolder.builder()
        .addSource(ToyArchive.tutorial(folder.resolve("train.zip"), perClass))
        .optPreprocessing(new EvaluationPreprocessing(SPEC))
        .setSampling(4, false);
  }

  private ZipImageFolder.Builder training(int perClass) throws IOException {
    return tutorial(perClass).optPreprocessing(TrainingPreprocessing.inspection(SPEC));
  }

  /** All floats of a pass. */
  private static float[] floats(RandomAccessDataset data) throws Exception {
    List<float[]> parts = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Batch batch : data.getData(manager)) {
        try (batch) {
          parts.add(batch.getData().head().toFloatArray());
        }
      }
    }
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** What a sample must be, (3, H, W). */
  private static float[] expected(ZipImageFolder data, long index) throws IOException {
    float[] rows = new float[SPEC.floatCount()];
    new ImagePreparation(SPEC).prepare(data.image(index), rows, 0);
    float[] planes = new float[rows.length];
    int pixels = SPEC.size() * SPEC.size();
    for (int i = 0; i < rows.length; i++) {
      planes[i % 3 * pixels + i / 3] = rows[i];
    }
    return planes;
  }

  @Test
  void batchIsOneArrayOfImagesAndOneOfLabels() throws Exception {
    try (ZipImageFolder data = tutorial(3).build();
        NDManager manager = NDManager.newBaseManager()) {
      try (Batch batch = data.getData(manager).iterator().next()) {
        NDArray images = batch.getData().singletonOrThrow();
        assertThat(images.getShape()).isEqualTo(new Shape(4, 3, 16, 16));
        assertThat(images.getDataType()).isEqualTo(DataType.FLOAT32);
        NDArray labels = batch.getLabels().singletonOrThrow();
        assertThat(labels.getShape()).isEqualTo(new Shape(4));
        assertThat(labels.toLongArray()).containsExactly(0, 0, 0, 1); // N, N, N, P
        for (int i = 0; i < 4; i++) {
          assertThat(images.get(i).toFloatArray()).isEqualTo(expected(data, i));
        }
      }
    }
  }

  @Test
  void lastBatchIsSmallerAndProgressCounts() throws Exception {
    try (ZipImageFolder data = tutorial(3).build();
        NDManager manager = NDManager.newBaseManager()) {
      Iterator<Batch> batches = data.getData(manager).iterator();
      batches.next().close();

      try (Batch last = batches.next()) {
        assertThat(last.getSize()).isEqualTo(2);
        assertThat(last.getData().head().getShape()).isEqualTo(new Shape(2, 3, 16, 16));
        assertThat(last.getProgress()).isEqualTo(6);
        assertThat(last.getProgressTotal()).isEqualTo(6);
        assertThat(last.getIndices()).isEqualTo(List.of(4L, 5L));
      }
      assertThat(batches.hasNext()).isFalse();
    }
  }

  @Test
  void orderIsTheSamplers() throws Exception {
    List<Long> order = List.of(5L, 0L, 3L, 1L, 4L, 2L, 2L);
    BatchSampler sampler = new BatchSampler(dataset -> order.iterator(), 4);
    List<Object> seen = new ArrayList<>();

    try (ZipImageFolder data = tutorial(3).setSampling(sampler).build();
        NDManager manager = NDManager.newBaseManager()) {
      for (Batch batch : data.getData(manager)) {
        try (batch) {
          seen.addAll(batch.getIndices());
          for (int i = 0; i < batch.getSize(); i++) {
            long index = (Long) batch.getIndices().get(i);
            assertThat(batch.getData().head().get(i).toFloatArray())
                .isEqualTo(expected(data, index));
          }
        }
      }
    }
    assertThat(seen).isEqualTo(order.subList(0, 7));
  }

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() throws Exception {
    float[] one;
    try (ZipImageFolder data = training(20).optThreads(1).build()) {
      one = floats(data.forEpoch(2));
    }
    for (int threads : new int[] {2, 5}) {
      try (ZipImageFolder data = training(20).optThreads(threads).optPrefetchNumber(4).build()) {
        assertThat(Arrays.equals(floats(data.forEpoch(2)), one)).isTrue();
      }
    }
  }

  @Test
  void augmentationRepeatsForAnEpochAndDiffersBetweenEpochsAndSeeds() throws Exception {
    try (ZipImageFolder data = training(3).build();
        ZipImageFolder other = training(3).optSeed(1).build()) {
      float[] first = floats(data.forEpoch(0));

      assertThat(floats(data.forEpoch(0))).isEqualTo(first);
      assertThat(floats(data.forEpoch(1))).isNotEqualTo(first);
      assertThat(floats(other.forEpoch(0))).isNotEqualTo(first);
    }
  }

  @Test
  void eachCallOfGetDataIsTheNextEpoch() throws Exception {
    try (ZipImageFolder data = training(3).build()) {
      for (int epoch = 0; epoch < 3; epoch++) {
        assertThat(floats(data)).isEqualTo(floats(data.forEpoch(epoch)));
      }
    }
  }

  @Test
  void evaluationIsTheSameInEveryEpoch() throws Exception {
    try (ZipImageFolder data = tutorial(3).build()) {
      assertThat(floats(data.forEpoch(0))).isEqualTo(floats(data.forEpoch(7)));
    }
  }

  @Test
  void unaugmentedItIsAsAnEvaluationSeesItWithTheSameSamples() throws Exception {
    try (ZipImageFolder data = training(3).optCacheBytes(1 << 20).build();
        ZipImageFolder evaluation = tutorial(3).build()) {
      float[] first = floats(data.forEpoch(0)); // which the cache has in its own form
      ZipImageFolder plain = data.unaugmented().orElseThrow();

      assertThat(floats(plain)).isEqualTo(floats(evaluation)).isNotEqualTo(first);
      assertThat(floats(plain.forEpoch(7))).isEqualTo(floats(evaluation));
      assertThat(floats(plain.select(List.of(2L, 0L))))
          .isEqualTo(floats(evaluation.select(List.of(2L, 0L))));
      assertThat(floats(data.select(List.of(2L, 0L)).unaugmented().orElseThrow()))
          .isEqualTo(floats(evaluation.select(List.of(2L, 0L))));
      assertThat(plain.preparation()).isEqualTo(evaluation.preparation());
      assertThat(plain.summary()).isEqualTo(data.summary());
      assertThat(floats(data.forEpoch(0))).isEqualTo(first);
      plain.close();
      assertThat(floats(data.forEpoch(0))).isEqualTo(first);
    }
  }

  @Test
  void negativeEpochIsRejected() throws IOException {
    try (ZipImageFolder data = tutorial(1).build()) {
      assertThatThrownBy(() -> data.forEpoch(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("negative epoch: expected 0 or more, found -1");
    }
  }

  @Test
  void arraysEndWithTheirBatch() throws Exception {
    try (ZipImageFolder data = tutorial(6).build();
        NDManager manager = NDManager.newBaseManager()) {
      for (int pass = 0; pass < 20; pass++) {
        for (Batch batch : data.getData(manager)) {
          assertThat(manager.getManagedArrays()).hasSize(2);
          batch.close();
        }
        assertThat(manager.getManagedArrays()).isEmpty();
      }
    }
  }

  /** The staging buffer is written to again; an array that left its batch must not see that. */
  @Test
  void detachedArrayKeepsItsValues() throws Exception {
    try (ZipImageFolder data = tutorial(6).build();
        NDManager manager = NDManager.newBaseManager()) {
      Iterator<Batch> batches = data.getData(manager).iterator();
      Batch first = batches.next();
      NDArray kept = first.getData().head();
      kept.attach(manager);
      first.close();

      batches.forEachRemaining(Batch::close);

      assertThat(kept.get(0).toFloatArray()).isEqualTo(expected(data, 0));
    }
  }

  @Test
  void failingSampleIsNamedAndEndsTheIteration() throws Exception {
    Path zip =
        ToyArchive.zip(folder.resolve("a.zip"), "x/N_1.png", "x/N_2.png", "x/P_1.jpg", "x/P_2.png");

    try (ZipImageFolder data =
            ZipImageFolder.builder().addSource(zip).setSampling(2, false).build();
        NDManager manager = NDManager.newBaseManager()) {
      Iterator<Batch> batches = data.getData(manager).iterator();
      batches.next().close();

      assertThatThrownBy(batches::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP,"
                  + " found 17 bytes that begin 74 65 78 74 ("
                  + zip
                  + "!x/P_1.jpg)")
          .hasCauseInstanceOf(UnreadableImageException.class);
      assertThat(batches.hasNext()).isFalse();
      assertThat(manager.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void failingPreprocessingNamesTheSample() throws Exception {
    Preprocessing broken = new BrokenPreprocessing();

    try (ZipImageFolder data = tutorial(1).optPreprocessing(broken).build();
        NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> data.getData(manager).iterator().next())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "preparation failed: expected a prepared image,"
                  + " found 'java.lang.ArithmeticException: broken' ("
                  + folder.resolve("train.zip")
                  + "!train/N_00000.png)");
    }
  }

  private record BrokenPreprocessing() implements Preprocessing {
    @Override
    public ImageSpec spec() {
      return SPEC;
    }

    @Override
    public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
      throw new ArithmeticException("broken");
    }
  }

  @Test
  void abandonedIterationsHinderNothing() throws Exception {
    try (ZipImageFolder data = tutorial(20).optThreads(2).build();
        NDManager manager = NDManager.newBaseManager()) {
      for (int i = 0; i < 50; i++) {
        data.getData(manager).iterator().next().close();
      }

      assertThat(floats(data)).hasSize(40 * SPEC.floatCount());
      assertThat(manager.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void closingEndsIterationsUnderWay() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      ZipImageFolder data = tutorial(100).optThreads(1).setSampling(50, false).build();
      Iterator<Batch> batches = data.getData(manager).iterator();

      data.close();
      data.close();

      assertThatThrownBy(() -> batches.forEachRemaining(Batch::close))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("closed data set: expected an open one, found it closed");
    }
  }

  @Test
  void closingAViewClosesNothing() throws Exception {
    try (ZipImageFolder data = tutorial(2).build()) {
      data.forEpoch(0).close();

      assertThat(floats(data)).hasSize(4 * SPEC.floatCount());
    }
  }

  @Test
  void getPreparesOneSample() throws Exception {
    try (ZipImageFolder data = training(2).build();
        NDManager manager = NDManager.newBaseManager()) {
      float[] all = floats(data.forEpoch(3));

      Record record = data.forEpoch(3).get(manager, 1);

      assertThat(record.getData().singletonOrThrow().getShape()).isEqualTo(new Shape(3, 16, 16));
      assertThat(record.getData().singletonOrThrow().toFloatArray())
          .isEqualTo(Arrays.copyOfRange(all, SPEC.floatCount(), 2 * SPEC.floatCount()));
      assertThat(record.getLabels().singletonOrThrow().getLong()).isZero();
    }
  }

  @Test
  void imagesAndLabelsAreThereOneByOne() throws IOException {
    try (ZipImageFolder data = tutorial(2).build()) {
      assertThat(data.size()).isEqualTo(4);
      assertThat(data.getClassNumber(3)).isEqualTo(1);
      assertThat(data.sample(3).entry()).isEqualTo("train/P_00001.png");
      assertThat(data.image(3).pixels())
          .isEqualTo(ToyArchive.image("train/P_00001.png".hashCode()).pixels());
      Image image = data.getImage(3);
      assertThat(image.getWidth()).isEqualTo(ToyArchive.WIDTH);
      assertThat(data.getImageWidth()).contains(16);
      assertThatThrownBy(() -> data.sample(4))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("no such sample: expected 0 to 3, found 4");
    }
  }

  @Test
  void filesBeyondTheLimitsAreRefused() throws IOException {
    ReadLimits limits = ReadLimits.builder().maxPixels(239).build();
    try (ZipImageFolder data = tutorial(1).optLimits(limits).build()) {
      assertThatThrownBy(() -> data.image(0))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("expected at most 239 pixels, found 20x12");
    }
  }

  @Test
  void limitKeepsTheFirstSamplesAndAllClasses() throws Exception {
    try (ZipImageFolder data = tutorial(3).optLimit(2).build()) {
      assertThat(data.size()).isEqualTo(2);
      assertThat(data.counts()).isEqualTo(Map.of("N", 2, "P", 0));
      assertThat(floats(data)).hasSize(2 * SPEC.floatCount());
    }
  }

  @Test
  void subsetSharesEverythingButItsSamples() throws Exception {
    try (ZipImageFolder data = training(3).build()) {
      float[] all = floats(data.forEpoch(0));

      RandomAccessDataset subset = data.subDataset(List.of(4L, 1L));

      assertThat(subset).isInstanceOf(ZipImageFolder.class);
      assertThat(subset.size()).isEqualTo(2);
      int n = SPEC.floatCount();
      float[] expected = new float[2 * n];
      System.arraycopy(all, 4 * n, expected, 0, n);
      System.arraycopy(all, n, expected, n, n);
      assertThat(floats(subset)).isEqualTo(expected);
    }
  }

  @Test
  void randomSplitGivesEverySampleOnce() throws Exception {
    try (ZipImageFolder data = tutorial(5).build()) {
      RandomAccessDataset[] parts = data.randomSplit(8, 2);

      List<String> entries = new ArrayList<>();
      for (RandomAccessDataset part : parts) {
        for (long i = 0; i < part.size(); i++) {
          entries.add(((ZipImageFolder) part).sample(i).entry());
        }
      }
      assertThat(parts[0].size()).isEqualTo(8);
      assertThat(entries).hasSize(10).doesNotHaveDuplicates();
    }
  }

  /**
   * {@code printf 'N\ttrain/N_1.jpg\t21\tce332eb5\nP\ttrain/P_1.jpg\t21\tf9d2c926\n' | sha256sum}.
   */
  @Test
  void fingerprintIsTheHashOfSortedLines() throws IOException {
    Path zip = ToyArchive.zip(folder.resolve("a.zip"), "train/P_1.jpg", "train/N_1.jpg");

    try (ZipImageFolder data = ZipImageFolder.builder().addSource(zip).build()) {
      assertThat(data.fingerprint())
          .isEqualTo("58e75833ab342da2771d00a76d466e8abc2401d3de590535a5995b5efd354519");
    }
  }

  @Test
  void fingerprintIsThatOfTheContentWhereverItLies() throws IOException {
    Path zip = ToyArchive.zip(folder.resolve("a.zip"), "train/P_1.png", "train/N_1.png");
    Path plain = Files.createDirectories(folder.resolve("plain/train"));
    Files.write(plain.resolve("P_1.png"), ToyArchive.content("train/P_1.png"));
    Files.write(plain.resolve("N_1.png"), ToyArchive.content("train/N_1.png"));

    try (ZipImageFolder inZip = ZipImageFolder.builder().addSource(zip).build();
        ZipImageFolder inFolder =
            ZipImageFolder.builder().addSource(folder.resolve("plain")).build()) {
      assertThat(inFolder.fingerprint()).isEqualTo(inZip.fingerprint());
      assertThat(((ZipImageFolder) inZip.subDataset(0, 1)).fingerprint())
          .isNotEqualTo(inZip.fingerprint());
    }
  }

  @Test
  void defaultIsBatchesOf32InOrderAt224Pixels() throws Exception {
    Path zip = ToyArchive.tutorial(folder.resolve("train.zip"), 17);

    try (ZipImageFolder data = ZipImageFolder.builder().addSource(zip).build();
        NDManager manager = NDManager.newBaseManager();
        Batch batch = data.getData(manager).iterator().next()) {
      assertThat(batch.getData().head().getShape()).isEqualTo(new Shape(32, 3, 224, 224));
    }
  }

  @Test
  void transformsAreRejected() throws IOException {
    ZipImageFolder.Builder builder = tutorial(1).addTransform(new ToTensor());

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "transforms cannot be combined with preprocessing: expected none, found a pipeline");
  }

  @Test
  void greyFlagIsRejected() throws IOException {
    ZipImageFolder.Builder builder = tutorial(1);

    assertThatThrownBy(() -> builder.optFlag(Image.Flag.GRAYSCALE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unsupported flag: expected COLOR, found GRAYSCALE");
  }

  @Test
  void noThreadIsRejected() throws IOException {
    ZipImageFolder.Builder builder = tutorial(1).optThreads(0);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of threads: expected at least 1, found 0");
  }

  @Test
  void limitBelowOneIsRejected() throws IOException {
    ZipImageFolder.Builder builder = tutorial(1).optLimit(0);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad limit: expected at least 1, found 0");
  }

  @Test
  void batchesUnderWaySurviveTheEndOfTheirConsumer() throws Exception {
    try (ZipImageFolder data = training(40).optPrefetchNumber(8).build()) {
      for (int i = 0; i < 20; i++) {
        try (NDManager manager = NDManager.newBaseManager()) {
          data.getData(manager).iterator().next(); // the manager frees it
        }
      }
      assertThat(floats(data.forEpoch(0))).hasSize(80 * SPEC.floatCount());
    }
  }

  @Test
  void arraysOutliveTheirBatchAndTheDataSetOnceDetached() throws Exception {
    NDArray kept;
    float[] expected;
    try (NDManager manager = NDManager.newBaseManager()) {
      try (ZipImageFolder data = tutorial(3).build()) {
        try (Batch batch = data.getData(manager).iterator().next()) {
          kept = batch.getData().head();
          kept.attach(manager);
          expected = kept.toFloatArray();
        }
      }
      System.gc();

      assertThat(kept.toFloatArray()).isEqualTo(expected);
    }
  }
}
