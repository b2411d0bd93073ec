package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;

/**
 * Features, one row a sample, as they lie in the files of {@link FeatureBlocks}: mapped, so that
 * the heap holds none of them, and copied once, into a batch.
 */
final class FeatureSamples implements Samples {
  private final List<FloatBuffer> blocks;
  private final int blockSize;
  private final int width;
  private final long[] labels;
  private final TrainingOrder order;

  /**
   * Features and labels, not copied.
   *
   * @param blocks of so many rows each but the last, row by row
   * @param labels (N)
   */
  FeatureSamples(
      List<FloatBuffer> blocks,
      int blockSize,
      int width,
      long[] labels,
      RunSettings.Recipe recipe) {
    this.blocks = List.copyOf(blocks);
    this.blockSize = blockSize;
    this.width = width;
    this.labels = labels;
    this.order = recipe.order(labels.length, i -> (int) labels[(int) i]);
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
    return batches(manager, EpochSampler.inOrder(Math.max(order.batchSize(), 1024)));
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
    NDArray inputs = manager.create(bytes, new Shape(count, width), DataType.FLOAT32);
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
