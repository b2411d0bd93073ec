package dev.hibi.tensorboard;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Records are written by the thread that fills the block or comes when the time is over. */
final class DirectSink implements EventSink {
  private static final int FULL = 64 * 1024 - 512;

  private final ReentrantLock lock = new ReentrantLock();
  private final RecordBlock block = new RecordBlock();
  private final EventFiles files;
  private final long flushNanos;
  private long writtenAt = System.nanoTime();
  private boolean closed;
  private volatile @Nullable IOException failure;

  DirectSink(EventFiles files, long flushNanos) {
    this.files = files;
    this.flushNanos = flushNanos;
  }

  @Override
  public @Nullable RecordBlock acquire() {
    lock.lock();
    return closed || failure != null ? null : block;
  }

  @Override
  public void release() {
    try {
      if (block.size() >= FULL || System.nanoTime() - writtenAt >= flushNanos) {
        write();
      }
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    if (failure != null) {
      return;
    }
    try {
      files.write(block);
    } catch (IOException e) {
      failure = e;
    }
    block.clear();
    writtenAt = System.nanoTime();
  }

  @Override
  public void flush() {
    lock.lock();
    try {
      write();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try (files) {
      if (!closed) {
        closed = true;
        write();
      }
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable IOException failure() {
    return failure;
  }
}
