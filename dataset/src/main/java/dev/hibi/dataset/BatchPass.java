package dev.hibi.dataset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import dev.hibi.dataset.preparation.SamplePreparation;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One epoch of some samples for one consumer: prepares samples and makes batches of them. */
final class BatchPass implements PreparedBatches.Source {
  private final Samples samples;
  private final int epoch;
  private final Consumer consumer;

  /**
   * Where batches go.
   *
   * @param manager parent of each batch's manager
   * @param device null for the manager's
   * @param data for splitting a batch
   * @param labels for splitting a batch
   */
  record Consumer(NDManager manager, @Nullable Device device, Batchifier data, Batchifier labels) {}

  /** Samples of a data set, and what it prepares them with. Thread-safe. */
  interface Samples {
    SamplePreparation preparation();

    BatchArrays arrays();

    int size();

    /** Where a sample stands among the files of the preparation. */
    int position(long index);

    int label(long index);
  }

  BatchPass(Samples samples, int epoch, Consumer consumer) {
    this.samples = samples;
    this.epoch = epoch;
    this.consumer = consumer;
  }

  @Override
  public void prepare(long index, float[] out) throws IOException {
    samples.preparation().prepare(samples.position(index), epoch, out);
  }

  @Override
  public BatchMemory allocate(int count) {
    NDManager manager = consumer.manager();
    Device device = consumer.device() == null ? manager.getDevice() : consumer.device();
    return samples.arrays().allocate(manager, device, count);
  }

  @Override
  public Batch assemble(List<Long> indices, BatchMemory memory, long progress) {
    NDManager batch;
    try {
      batch =
          consumer.device() == null
              ? consumer.manager().newSubManager()
              : consumer.manager().newSubManager(consumer.device());
    } catch (RuntimeException e) {
      memory.discard();
      throw e;
    }
    try {
      NDArray data = memory.toArray(batch);
      return new Batch(
          batch,
          new NDList(data),
          new NDList(batch.create(labels(indices))),
          indices.size(),
          consumer.data(),
          consumer.labels(),
          progress,
          samples.size(),
          indices);
    } catch (RuntimeException | Error e) {
      batch.close();
      throw e;
    }
  }

  private long[] labels(List<Long> indices) {
    return indices.stream().mapToLong(samples::label).toArray();
  }
}
