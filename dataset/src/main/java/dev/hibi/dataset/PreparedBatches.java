package dev.hibi.dataset;

import ai.djl.training.dataset.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One pass over a data set: batches in the sampler's order, prepared ahead of the consumer.
 *
 * <p>The consumer alone allocates and hands over arrays; the pool's threads fill their memory. What
 * is queued is bounded and waits for nobody. A pass that fails, or that nobody refers to any more,
 * lets its threads finish before it gives the memory back. Not thread-safe.
 */
final class PreparedBatches implements Iterator<Batch> {
  private static final Cleaner CLEANER = Cleaner.create();

  /** Writes one prepared sample. */
  interface SamplePreparation {
    void prepare(long index, float[] out) throws IOException;
  }

  /** What a pass needs of its data set. */
  interface Source extends SamplePreparation {
    /** Memory for so many samples. */
    BatchMemory allocate(int count);

    /** Makes a batch of memory that is filled, and ends it. */
    Batch assemble(List<Long> indices, BatchMemory memory, long progress);
  }

  private record Pending(List<Long> indices, BatchMemory memory, List<Future<?>> samples) {}

  /** Batches under way, and whether anybody still wants them. Knows nothing of the iterator. */
  private static final class Queue {
    final Deque<Pending> pending = new ArrayDeque<>();
    final AtomicBoolean abandoned = new AtomicBoolean();

    /** Waits until no thread writes, which is soon: samples not yet begun are passed over. */
    void abandon() {
      abandoned.set(true);
      for (Pending batch : pending) {
        batch.samples().forEach(Queue::finish);
        batch.memory().discard();
      }
      pending.clear();
    }

    private static void finish(Future<?> sample) {
      boolean interrupted = false;
      while (!sample.isDone()) {
        try {
          sample.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException | CancellationException e) {
          break; // it is done, which is all that matters here
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final Iterator<List<Long>> sampler;
  private final PreparationPool pool;
  private final int batchesAhead;
  private final Source source;
  private final Queue queue = new Queue();
  private long progress;

  PreparedBatches(
      Iterator<List<Long>> sampler, PreparationPool pool, int batchesAhead, Source source) {
    this.sampler = sampler;
    this.pool = pool;
    this.batchesAhead = batchesAhead;
    this.source = source;
    CLEANER.register(this, queue::abandon);
    fill();
  }

  /** Queues batches until enough are ahead, counting in samples where batches are small. */
  private void fill() {
    int samples = queue.pending.stream().mapToInt(batch -> batch.samples().size()).sum();
    while (sampler.hasNext()
        && (queue.pending.size() < batchesAhead || samples < 2 * pool.threads())) {
      List<Long> indices = List.copyOf(sampler.next());
      queue.pending.add(queue(indices));
      samples += indices.size();
    }
  }

  private Pending queue(List<Long> indices) {
    BatchMemory memory = source.allocate(indices.size());
    List<Callable<?>> tasks = new ArrayList<>(indices.size());
    for (int i = 0; i < indices.size(); i++) {
      tasks.add(task(pool, source, queue.abandoned, indices.get(i), i, memory.floats()));
    }
    try {
      return new Pending(indices, memory, pool.submit(tasks));
    } catch (RuntimeException e) {
      memory.discard(); // the pool takes all tasks or none
      throw e;
    }
  }

  private static Callable<?> task(
      PreparationPool pool,
      SamplePreparation preparation,
      AtomicBoolean abandoned,
      long index,
      int position,
      FloatBuffer floats) {
    return () -> {
      if (!abandoned.get()) {
        float[] sample = pool.scratch();
        preparation.prepare(index, sample);
        floats.put(position * sample.length, sample, 0, sample.length);
      }
      return position;
    };
  }

  @Override
  public boolean hasNext() {
    return !queue.pending.isEmpty();
  }

  @Override
  public Batch next() {
    Pending batch = queue.pending.peek();
    if (batch == null) {
      throw new NoSuchElementException();
    }
    try {
      fill();
      for (Future<?> sample : batch.samples()) {
        await(sample);
      }
      progress += batch.indices().size();
      queue.pending.remove();
      return source.assemble(batch.indices(), batch.memory(), progress);
    } catch (RuntimeException | Error e) {
      queue.abandon(); // after a failure nothing follows
      throw e;
    } finally {
      Reference.reachabilityFence(this); // no cleaning under a batch that is being handed over
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
}
