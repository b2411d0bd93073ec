package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import dev.hibi.model.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Features or maps, one row a sample, as they lie in the files of {@link FeatureBlocks}: mapped, so
 * that the heap holds none of them, and copied once, into a batch.
 */
final class FeatureSamples implements Samples {
  private final List<FloatBuffer> blocks;
  private final int blockSize;
  private final RowForm form;
  private final int width; // in numbers of 4 bytes
  private final long[] labels;
  private final TrainingOrder order;
  private final int atOnce;
  private final Standardization scale;

  /**
   * Features and labels, not copied.
   *
   * @param blocks of so many rows each but the last, row by row
   * @param labels (N)
   */
  FeatureSamples(
      List<FloatBuffer> blocks,
      int blockSize,
      RowForm form,
      long[] labels,
      RunSettings.Recipe recipe) {
    this.blocks = List.copyOf(blocks);
    this.blockSize = blockSize;
    this.form = form;
    this.width = form.words();
    this.labels = labels;
    this.order = recipe.order(labels.length, i -> (int) labels[(int) i]);
    boolean maps = form.shape().size() > 1; // through layers, which need memory
    this.atOnce = maps ? recipe.batchSize() : Math.max(order.batchSize(), 1024);
    this.scale = Standardization.NONE;
  }

  private FeatureSamples(FeatureSamples raw, Standardization scale) {
    this.blocks = raw.blocks;
    this.blockSize = raw.blockSize;
    this.form = raw.form;
    this.width = raw.width;
    this.labels = raw.labels;
    this.order = raw.order;
    this.atOnce = raw.atOnce;
    this.scale = scale;
  }

  /** The same samples, whose features are standardised on their way into a batch. */
  FeatureSamples standardized(Standardization standardization) {
    return new FeatureSamples(this, standardization);
  }

  /** Number of features of a sample. */
  int width() {
    return width;
  }

  /** The class of each sample, by its number; a copy. */
  int[] labels() {
    return Arrays.stream(labels).mapToInt(Math::toIntExact).toArray();
  }

  /** How many samples there are. */
  int count() {
    return labels.length;
  }

  /** How many numbers a sample has. */
  int numbers() {
    return Math.toIntExact(form.shape().stream().reduce(1L, Math::multiplyExact));
  }

  /**
   * Reads a sample's numbers as float32, whatever they are kept as.
   *
   * @param numbers {@link #numbers} of them, overwritten
   */
  void read(int sample, float[] numbers) {
    int at = sample % blockSize * width;
    FloatBuffer block = blocks.get(sample / blockSize);
    if (form.type() != Tensor.Type.BFLOAT16) {
      block.get(at, numbers);
      return;
    }
    for (int word = 0; word < width; word++) { // two bfloat16, the first one in the low half
      int bits = Float.floatToRawIntBits(block.get(at + word));
      numbers[2 * word] = Float.intBitsToFloat(bits << 16);
      numbers[2 * word + 1] = Float.intBitsToFloat(bits & 0xffff0000);
    }
  }

  /** A batch of some samples. */
  Batch batch(NDManager manager, List<Long> indices) {
    return batch(manager, indices, 0, 1);
  }

  /** Shows the features of each sample as they are on disk; the array is used again. */
  void forEachRow(Consumer<float[]> reader) {
    float[] row = new float[width];
    for (int sample = 0; sample < labels.length; sample++) {
      blocks.get(sample / blockSize).get(sample % blockSize * width, row);
      reader.accept(row);
    }
  }

  /** Features of some samples as they are on disk: (samples, width), row by row. */
  float[] rows(int... samples) {
    float[] rows = new float[Math.multiplyExact(samples.length, width)];
    for (int i = 0; i < samples.length; i++) {
      FloatBuffer block = blocks.get(samples[i] / blockSize);
      block.get(samples[i] % blockSize * width, rows, i * width, width);
    }
    return rows;
  }

  @Override
  public long size() {
    return labels.length;
  }

  @Override
  public Iterable<Batch> forTraining(NDManager manager, int epoch, long done) {
    return batches(manager, order.of(epoch).after(done));
  }

  @Override
  public Iterable<Batch> forEvaluation(NDManager manager) {
    return batches(manager, EpochSampler.inOrder(atOnce));
  }

  private Iterable<Batch> batches(NDManager manager, EpochSampler sampler) {
    List<List<Long>> indicesOfAll = sampler.batches(labels.length);
    return () -> {
      Iterator<List<Long>> indices = indicesOfAll.iterator();
      return new Iterator<>() {
        private long progress;

        @Override
        public boolean hasNext() {
          return indices.hasNext();
        }

        @Override
        public Batch next() {
          return batch(manager.newSubManager(), indices.next(), progress++, indicesOfAll.size());
        }
      };
    };
  }

  private Batch batch(NDManager manager, List<Long> indices, long progress, long total) {
    int count = indices.size();
    ByteBuffer bytes = manager.allocateDirect(Math.multiplyExact(count * width, Float.BYTES));
    FloatBuffer rows = bytes.asFloatBuffer(); // (count, width)
    long[] truths = new long[count];
    for (int i = 0; i < count; i++) {
      int sample = Math.toIntExact(indices.get(i));
      FloatBuffer block = blocks.get(sample / blockSize);
      rows.put(i * width, block, sample % blockSize * width, width);
      truths[i] = labels[sample];
    }
    scale.apply(rows, count);
    NDArray inputs = manager.create(bytes, form.batch(count), form.batchType());
    NDArray targets = manager.create(truths);
    return new Batch(
        manager,
        new NDList(inputs),
        new NDList(targets),
        count,
        Batchifier.STACK,
        Batchifier.STACK,
        progress,
        total);
  }
}
