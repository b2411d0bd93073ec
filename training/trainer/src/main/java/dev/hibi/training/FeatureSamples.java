package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
 * that the heap holds none of them, and copied once, into a batch. Behind what the head sees of a
 * sample may be more, by which images are known.
 */
final class FeatureSamples implements Samples {
  private final List<FloatBuffer> blocks;
  private final int blockSize;
  private final RowForm form;
  private final int stride; // from a row to the next, in numbers of 4 bytes
  private final int width; // of what is served of a row
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
    this.stride = form.words();
    this.width = stride;
    this.labels = labels;
    this.order = recipe.order(labels.length, i -> (int) labels[(int) i]);
    boolean maps = form.shape().size() > 1; // through layers, which need memory
    this.atOnce = maps ? recipe.batchSize() : Math.max(order.batchSize(), 1024);
    this.scale = Standardization.NONE;
  }

  private FeatureSamples(FeatureSamples raw, int width, Standardization scale) {
    this.blocks = raw.blocks;
    this.blockSize = raw.blockSize;
    this.form = raw.form;
    this.stride = raw.stride;
    this.width = width;
    this.labels = raw.labels;
    this.order = raw.order;
    this.atOnce = raw.atOnce;
    this.scale = scale;
  }

  /** The same samples, whose features are standardised on their way into a batch. */
  FeatureSamples standardized(Standardization standardization) {
    return new FeatureSamples(this, width, standardization);
  }

  /** The same samples, of which the head sees so many features; the others are {@link #known}. */
  FeatureSamples seeing(int features) {
    return new FeatureSamples(this, features, scale);
  }

  /** Number of features of a sample that the head sees. */
  int width() {
    return width;
  }

  /** Number of those behind them. */
  int knownWidth() {
    return stride - width;
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
    int at = sample % blockSize * stride;
    FloatBuffer block = blocks.get(sample / blockSize);
    if (form.type() != Tensor.Type.BFLOAT16) {
      block.get(at, numbers);
      return;
    }
    for (int word = 0; word < stride; word++) { // two bfloat16, the first one in the low half
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
      blocks.get(sample / blockSize).get(sample % blockSize * stride, row);
      reader.accept(row);
    }
  }

  /** What the head sees of some samples, as it is on disk: (samples, width), row by row. */
  float[] rows(int... samples) {
    return rows(samples, 0, width);
  }

  /** What is behind that: (samples, {@link #knownWidth}), row by row. */
  float[] known(int... samples) {
    return rows(samples, width, knownWidth());
  }

  private float[] rows(int[] samples, int from, int count) {
    float[] rows = new float[Math.multiplyExact(samples.length, count)];
    for (int i = 0; i < samples.length; i++) {
      FloatBuffer block = blocks.get(samples[i] / blockSize);
      block.get(samples[i] % blockSize * stride + from, rows, i * count, count);
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
      rows.put(i * width, block, sample % blockSize * stride, width);
      truths[i] = labels[sample];
    }
    scale.apply(rows, count);
    Shape shape = width == stride ? form.batch(count) : new Shape(count, width);
    NDArray inputs = manager.create(bytes, shape, form.batchType());
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
