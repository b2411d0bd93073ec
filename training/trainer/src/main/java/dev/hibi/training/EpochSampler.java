package dev.hibi.training;

import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order of samples: shuffled by (seed, epoch) alone for training, as they are for evaluation.
 *
 * <p>All samples are served. A last batch of a single sample, on which batch normalisation has no
 * variance, is added to the batch before it while training.
 */
final class EpochSampler implements Sampler {
  private final int batchSize;
  private final boolean shuffled;
  private final long seed;
  private final int done;

  private EpochSampler(int batchSize, boolean shuffled, long seed, int done) {
    this.batchSize = batchSize;
    this.shuffled = shuffled;
    this.seed = seed;
    this.done = done;
  }

  static EpochSampler shuffled(int batchSize, long seed, int epoch) {
    return new EpochSampler(batchSize, true, new SplittableRandom(seed).nextLong() + epoch, 0);
  }

  static EpochSampler inOrder(int batchSize) {
    return new EpochSampler(batchSize, false, 0, 0);
  }

  /** This without the first so many batches, which are done. */
  EpochSampler after(long batches) {
    return new EpochSampler(batchSize, shuffled, seed, Math.toIntExact(batches));
  }

  /** Number of training batches of so many samples. */
  static long batchCount(long samples, int batchSize) {
    long whole = samples / batchSize;
    return samples % batchSize > 1 || whole == 0 ? whole + 1 : whole;
  }

  /** The batches of indices. */
  List<List<Long>> batches(long samples) {
    long[] order = new long[Math.toIntExact(samples)];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (shuffled) {
      shuffle(order, new SplittableRandom(seed));
    }
    List<List<Long>> batches = new ArrayList<>();
    int start = 0;
    while (start < order.length) {
      int end = Math.min(start + batchSize, order.length);
      if (shuffled && order.length - end == 1) {
        end = order.length;
      }
      List<Long> batch = new ArrayList<>(end - start);
      for (int i = start; i < end; i++) {
        batch.add(order[i]);
      }
      batches.add(batch);
      start = end;
    }
    return batches.subList(Math.min(done, batches.size()), batches.size());
  }

  /** Fisher and Yates's shuffle. */
  private static void shuffle(long[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
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
