package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory of a pass: every piece is ended once, and never while a thread writes to it. */
final class PreparedBatchesTest {
  private static final int FLOATS = 4;

  private final PreparationPool pool = new PreparationPool(2, FLOATS);
  private final AtomicInteger allocated = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /** Fails at a sample, or waits there. */
  private class Toy implements PreparedBatches.Source {
    private final long bad;

    Toy(long bad) {
      this.bad = bad;
    }

    @Override
    public void prepare(long index, float[] out) throws IOException {
      if (index == bad) {
        throw new IOException("bad sample: " + index);
      }
    }

    @Override
    public BatchMemory allocate(int count) {
      allocated.incrementAndGet();
      return new Counted(count);
    }

    @Override
    public Batch assemble(List<Long> indices, BatchMemory memory, long progress) {
      memory.discard();
      return new Batch(
          NDManager.newBaseManager(),
          new NDList(),
          new NDList(),
          indices.size(),
          null,
          null,
          progress,
          progress);
    }
  }

  private final class Counted implements BatchMemory {
    private final FloatBuffer floats;
    private boolean over;

    Counted(int count) {
      floats = FloatBuffer.allocate(count * FLOATS);
    }

    @Override
    public FloatBuffer floats() {
      return floats;
    }

    @Override
    public NDArray toArray(NDManager manager) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void discard() {
      assertThat(over).isFalse();
      over = true;
      ended.incrementAndGet();
    }
  }

  private PreparedBatches pass(PreparedBatches.Source source) {
    List<List<Long>> indices = new ArrayList<>();
    for (long i = 0; i < 20; i += 2) {
      indices.add(List.of(i, i + 1));
    }
    return new PreparedBatches(indices.iterator(), pool, 3, source);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void wholePassEndsAllItsMemory() {
    Iterator<Batch> batches = pass(new Toy(-1));
    int count = 0;
    while (batches.hasNext()) {
      batches.next().close();
      count++;
    }

    assertThat(count).isEqualTo(10);
    assertThat(allocated).hasValue(10);
    assertThat(ended).hasValue(10);
  }

  @Test
  void failureEndsTheMemoryOfAllBatchesUnderWay() {
    Iterator<Batch> batches = pass(new Toy(5));
    batches.next().close();
    batches.next().close();

    assertThatThrownBy(batches::next)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("bad sample: 5");

    assertThat(batches.hasNext()).isFalse();
    assertThat(ended).hasValue(allocated.get());
  }

  @Test
  void failureWaitsForThreadsThatStillWrite() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger endedWhileWriting = new AtomicInteger(-1);
    Toy slow =
        new Toy(0) {
          @Override
          public void prepare(long index, float[] out) throws IOException {
            if (index == 1) {
              writing.countDown();
              try {
                mayEnd.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              endedWhileWriting.set(ended.get());
            }
            super.prepare(index, out);
          }
        };
    Iterator<Batch> batches = pass(slow);
    writing.await();
    Thread later = new Thread(mayEnd::countDown);
    later.start();

    assertThatThrownBy(batches::next).hasMessage("bad sample: 0");

    later.join();
    assertThat(endedWhileWriting).hasValue(0);
    assertThat(ended).hasValue(allocated.get());
  }

  @Test
  void passThatNobodyRefersToAnyMoreGivesItsMemoryBack() throws Exception {
    beginAndForget();

    for (int i = 0; i < 500 && ended.get() < allocated.get(); i++) {
      System.gc();
      Thread.sleep(20);
    }

    assertThat(allocated.get()).isGreaterThan(2);
    assertThat(ended).hasValue(allocated.get());
  }

  private void beginAndForget() {
    pass(new Toy(-1)).next().close();
  }

  @Test
  void closedPoolEndsThePass() {
    Iterator<Batch> batches = pass(new Toy(-1));
    pool.close();

    assertThatThrownBy(
            () -> {
              while (batches.hasNext()) {
                batches.next().close();
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed data set: expected an open one, found it closed");
    assertThat(ended).hasValue(allocated.get());
  }
}
