package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;

/** Features in memory: one row a sample. */
final class FeatureSamples implements Samples {
  private final float[] features;
  private final int width;
  private final long[] labels;
  private final int batchSize;
  private final long seed;

  /**
   * Features and labels, not copied.
   *
   * @param features (N, width), row by row
   */
  FeatureSamples(float[] features, int width, long[] labels, int batchSize, long seed) {
    this.features = features;
    this.width = width;
    this.labels = labels;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  @Override
  public long size() {
    return labels.length;
  }

  @Override
  public Iterable<Batch> forTraining(NDManager manager, int epoch) {
    return batches(manager, EpochSampler.shuffled(batchSize, seed, epoch));
  }

  @Override
  public Iterable<Batch> forEvaluation(NDManager manager) {
    return batches(manager, EpochSampler.inOrder(Math.max(batchSize, 1024)));
  }

  private Iterable<Batch> batches(NDManager manager, EpochSampler sampler) {
    List<List<Long>> order = sampler.batches(labels.length);
    return () -> {
      Iterator<List<Long>> indices = order.iterator();
      return new Iterator<>() {
        private long progress;

        @Override
        public boolean hasNext() {
          return indices.hasNext();
        }

        @Override
        public Batch next() {
          return batch(manager.newSubManager(), indices.next(), progress++, order.size());
        }
      };
    };
  }

  private Batch batch(NDManager manager, List<Long> indices, long progress, long total) {
    int count = indices.size();
    float[] rows = new float[count * width];
    long[] truths = new long[count];
    for (int i = 0; i < count; i++) {
      int sample = Math.toIntExact(indices.get(i));
      System.arraycopy(features, sample * width, rows, i * width, width);
      truths[i] = labels[sample];
    }
    NDArray inputs = manager.create(FloatBuffer.wrap(rows), new Shape(count, width));
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
