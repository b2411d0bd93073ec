package dev.hibi.training;

import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order of samples: drawn by (seed, epoch) alone for training, as they are for evaluation.
 *
 * <p>As many samples are served as there are: shuffled each once, or balanced by class. A last
 * batch of a single sample, on which batch normalisation has no variance, is added to the batch
 * before it while training.
 */
final class EpochSampler implements Sampler {
  private final int batchSize;
  private final Order order;
  private final boolean training;
  private final int done;

  private EpochSampler(int batchSize, Order order, boolean training, int done) {
    this.batchSize = batchSize;
    this.order = order;
    this.training = training;
    this.done = done;
  }

  /** Gives indices, as many as there are samples. */
  @FunctionalInterface
  private interface Order {
    long[] of(int samples);
  }

  /** Each sample once. */
  static EpochSampler shuffled(int batchSize, long seed, int epoch) {
    return new EpochSampler(
        batchSize, samples -> shuffle(ascending(samples), random(seed, epoch)), true, 0);
  }

  /**
   * Each class as often on average, each of its samples as often: PyTorch's WeightedRandomSampler
   * with replacement and weights of 1 by the number of samples of the class.
   *
   * @param classes the indices of the samples of each, none of them empty
   */
  static EpochSampler balanced(int batchSize, long seed, int epoch, List<long[]> classes) {
    return new EpochSampler(
        batchSize, samples -> draw(samples, classes, random(seed, epoch)), true, 0);
  }

  static EpochSampler inOrder(int batchSize) {
    return new EpochSampler(batchSize, EpochSampler::ascending, false, 0);
  }

  private static SplittableRandom random(long seed, int epoch) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
  }

  /** This without the first so many batches, which are done. */
  EpochSampler after(long batches) {
    return new EpochSampler(batchSize, order, training, Math.toIntExact(batches));
  }

  /** Number of training batches of so many samples. */
  static long batchCount(long samples, int batchSize) {
    long whole = samples / batchSize;
    return samples % batchSize > 1 || whole == 0 ? whole + 1 : whole;
  }

  /** The batches of indices. */
  List<List<Long>> batches(long samples) {
    long[] indices = order.of(Math.toIntExact(samples));
    List<List<Long>> batches = new ArrayList<>();
    int start = 0;
    while (start < indices.length) {
      int end = Math.min(start + batchSize, indices.length);
      if (training && indices.length - end == 1) {
        end = indices.length;
      }
      List<Long> batch = new ArrayList<>(end - start);
      for (int i = start; i < end; i++) {
        batch.add(indices[i]);
      }
      batches.add(batch);
      start = end;
    }
    return batches.subList(Math.min(done, batches.size()), batches.size());
  }

  private static long[] ascending(int samples) {
    long[] indices = new long[samples];
    for (int i = 0; i < samples; i++) {
      indices[i] = i;
    }
    return indices;
  }

  /** Fisher and Yates's shuffle. */
  private static long[] shuffle(long[] indices, SplittableRandom random) {
    for (int i = indices.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = indices[i];
      indices[i] = indices[j];
      indices[j] = swapped;
    }
    return indices;
  }

  private static long[] draw(int samples, List<long[]> classes, SplittableRandom random) {
    long[] indices = new long[samples];
    for (int i = 0; i < samples; i++) {
      long[] members = classes.get(random.nextInt(classes.size()));
      indices[i] = members[random.nextInt(members.length)];
    }
    return indices;
  }

  @Override
  public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
    return batches(dataset.size()).iterator();
  }

  @Override
  public int getBatchSize() {
    return batchSize;
  }
}
