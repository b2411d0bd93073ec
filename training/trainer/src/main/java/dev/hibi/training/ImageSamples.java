package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import dev.hibi.PerEpoch;
import java.io.IOException;

/** The images of a data set. */
final class ImageSamples implements Samples {
  private final RandomAccessDataset dataset;
  private final TrainingOrder order;
  private final int batchSize;

  ImageSamples(RandomAccessDataset dataset, int batchSize, long seed) {
    this(dataset, TrainingOrder.shuffled(batchSize, seed), batchSize);
  }

  /**
   * Samples of a data set.
   *
   * @param order that of training
   * @param batchSize of an evaluation
   */
  ImageSamples(RandomAccessDataset dataset, TrainingOrder order, int batchSize) {
    this.dataset = dataset;
    this.order = order;
    this.batchSize = batchSize;
  }

  @Override
  public long size() {
    return dataset.size();
  }

  @Override
  public Iterable<Batch> forTraining(NDManager manager, int epoch, long done) throws IOException {
    return batches(seenIn(dataset, epoch), manager, order.of(epoch).after(done));
  }

  @Override
  public Iterable<Batch> forEvaluation(NDManager manager) throws IOException {
    return batches(dataset, manager, EpochSampler.inOrder(batchSize));
  }

  /** A data set as an epoch of training sees it. */
  static RandomAccessDataset seenIn(RandomAccessDataset dataset, int epoch) {
    return dataset instanceof PerEpoch<?> perEpoch
        ? (RandomAccessDataset) perEpoch.forEpoch(epoch)
        : dataset;
  }

  static Iterable<Batch> batches(RandomAccessDataset dataset, NDManager manager, Sampler sampler) {
    return new CheckedBatches(dataset, manager, sampler);
  }
}
