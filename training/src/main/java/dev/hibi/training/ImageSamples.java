package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import ai.djl.translate.TranslateException;
import java.io.IOException;

/** The images of a data set. */
final class ImageSamples implements Samples {
  private final LabeledData data;
  private final int batchSize;
  private final long seed;

  ImageSamples(LabeledData data, int batchSize, long seed) {
    this.data = data;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  @Override
  public long size() {
    return data.size();
  }

  @Override
  public Iterable<Batch> forTraining(NDManager manager, int epoch) throws IOException {
    return batches(data.forEpoch(epoch), manager, EpochSampler.shuffled(batchSize, seed, epoch));
  }

  @Override
  public Iterable<Batch> forEvaluation(NDManager manager) throws IOException {
    return batches(data.dataset(), manager, EpochSampler.inOrder(batchSize));
  }

  private static Iterable<Batch> batches(
      RandomAccessDataset dataset, NDManager manager, Sampler sampler) throws IOException {
    try {
      return dataset.getData(manager, sampler);
    } catch (TranslateException e) {
      throw new IOException("cannot read samples: expected batches, found '" + e + "'", e);
    }
  }
}
