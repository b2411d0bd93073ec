package dev.hibi.dataset;

import ai.djl.training.dataset.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One pass over a data set: batches in the sampler's order, prepared ahead of the consumer.
 *
 * <p>The consumer alone touches the engine; the pool's threads only fill plain memory. What is
 * queued is bounded, waits for nobody and holds no native array, so a pass that is abandoned ends
 * by itself. Not thread-safe.
 */
final class PreparedBatches implements Iterator<Batch> {

  /** Writes one prepared sample. */
  interface SamplePreparation {
    void prepare(long index, float[] out) throws IOException;
  }

  /** Makes a batch of what was prepared; the buffer is reused afterwards. */
  interface BatchAssembly {
    Batch assemble(List<Long> indices, ByteBuffer floats, long progress);
  }

  private record Pending(List<Long> indices, ByteBuffer floats, List<Future<?>> samples) {}

  private final Iterator<List<Long>> sampler;
  private final PreparationPool pool;
  private final int bytesPerSample;
  private final int batchesAhead;
  private final SamplePreparation preparation;
  private final BatchAssembly assembly;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private long progress;

  PreparedBatches(
      Iterator<List<Long>> sampler,
      PreparationPool pool,
      int floatsPerSample,
      int batchesAhead,
      SamplePreparation preparation,
      BatchAssembly assembly) {
    this.sampler = sampler;
    this.pool = pool;
    this.bytesPerSample = Math.multiplyExact(floatsPerSample, Float.BYTES);
    this.batchesAhead = batchesAhead;
    this.preparation = preparation;
    this.assembly = assembly;
    fill();
  }

  /** Queues batches until enough are ahead, counting in samples where batches are small. */
  private void fill() {
    int samples = pending.stream().mapToInt(batch -> batch.samples().size()).sum();
    while (sampler.hasNext() && (pending.size() < batchesAhead || samples < 2 * pool.threads())) {
      List<Long> indices = List.copyOf(sampler.next());
      pending.add(queue(indices));
      samples += indices.size();
    }
  }

  private Pending queue(List<Long> indices) {
    int most = Integer.MAX_VALUE / bytesPerSample;
    if (indices.size() > most) {
      throw new IllegalArgumentException(
          "batch too large: expected at most %d images of this size, found %d"
              .formatted(most, indices.size()));
    }
    ByteBuffer floats = pool.take(indices.size() * bytesPerSample);
    List<Callable<?>> tasks = new ArrayList<>(indices.size());
    for (int i = 0; i < indices.size(); i++) {
      int position = i;
      tasks.add(
          () -> {
            float[] sample = pool.scratch();
            preparation.prepare(indices.get(position), sample);
            floats.asFloatBuffer().put(position * sample.length, sample, 0, sample.length);
            return sample.length;
          });
    }
    return new Pending(indices, floats, pool.submit(tasks));
  }

  @Override
  public boolean hasNext() {
    return !pending.isEmpty();
  }

  @Override
  public Batch next() {
    Pending batch = pending.poll();
    if (batch == null) {
      throw new NoSuchElementException();
    }
    try {
      fill();
      for (Future<?> sample : batch.samples()) {
        await(sample);
      }
      progress += batch.indices().size();
      int byteCount = batch.indices().size() * bytesPerSample;
      ByteBuffer floats = batch.floats().slice(0, byteCount).order(batch.floats().order());
      Batch assembled = assembly.assemble(batch.indices(), floats, progress);
      pool.release(batch.floats());
      return assembled;
    } catch (RuntimeException | Error e) {
      abandon(batch);
      throw e;
    }
  }

  private static void await(Future<?> sample) {
    try {
      sample.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    } catch (CancellationException e) {
      throw new IllegalStateException("closed data set: expected an open one, found it closed", e);
    } catch (ExecutionException e) {
      throw unchecked(e);
    }
  }

  private static RuntimeException unchecked(ExecutionException e) {
    Throwable failure = e.getCause();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof IOException io) {
      return new UncheckedIOException(io.getMessage(), io);
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("preparation failed", e);
  }

  /** After a failure nothing follows. */
  private void abandon(Pending failed) {
    failed.samples().forEach(sample -> sample.cancel(false));
    pending.forEach(batch -> batch.samples().forEach(sample -> sample.cancel(false)));
    pending.clear();
  }
}
