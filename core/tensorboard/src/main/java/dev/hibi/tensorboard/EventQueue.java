package dev.hibi.tensorboard;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of encoded events from many threads to one that writes.
 *
 * <p>{@code java.util.concurrent} has bounded queues, but none that can be closed: a thread that
 * waits for room must learn that the writing thread is gone. Besides, here events lie one after the
 * other in a block of bytes, so that logging makes no garbage, and the writing thread is woken when
 * the queue is half full and not for every event.
 */
final class EventQueue {
  /** Bytes after which callers wait, however few events they are. */
  static final int MAX_BYTES = 8 * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();

  private final int length;
  private final int wakeAt;
  private RecordBlock waiting = new RecordBlock();
  private RecordBlock taken = new RecordBlock();
  private long blocksGiven;
  private long blocksWritten;
  private boolean flushing = true; // the head of the file is written at once
  private boolean closed;
  private boolean abandoned;

  /**
   * A queue.
   *
   * @param length events that may wait, at least 1
   * @param eager whether the writing thread is woken for every event
   */
  EventQueue(int length, boolean eager) {
    this.length = length;
    this.wakeAt = eager ? 1 : Math.max(1, length / 2);
  }

  /**
   * Waits for room as long as it takes and gives the caller the block to add an event to; {@link
   * #release} must follow in any case. An interrupted thread waits too, and keeps its flag.
   *
   * @return null if the queue is closed or abandoned
   */
  @Nullable RecordBlock acquire() {
    lock.lock();
    while (isFull() && !closed) {
      room.awaitUninterruptibly();
    }
    return closed ? null : waiting;
  }

  /** Ends what {@link #acquire} began. */
  void release() {
    try {
      if (hasWork()) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return waiting.records() >= length || waiting.size() >= MAX_BYTES;
  }

  /**
   * For the writing thread: says that all that it took before is written, and waits until the queue
   * is half full, or a flush is wanted, or the queue is closed, or the time is over.
   *
   * @return what waited, possibly nothing; valid until the next call
   */
  RecordBlock take(long nanos) {
    lock.lock();
    try {
      taken.clear();
      blocksWritten = blocksGiven;
      progress.signalAll();
      awaitWork(nanos);
      flushing = false;
      RecordBlock block = waiting;
      waiting = taken;
      taken = block;
      blocksGiven++;
      room.signalAll();
      return block;
    } finally {
      lock.unlock();
    }
  }

  private void awaitWork(long nanos) {
    try {
      long left = nanos;
      while (!hasWork() && !flushing && !closed && left > 0) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      return; // nobody has a reason to interrupt the writing thread; it only wakes early
    }
  }

  private boolean hasWork() {
    return waiting.records() >= wakeAt || waiting.size() >= MAX_BYTES / 2;
  }

  /** Whether the queue is closed and everything was taken. */
  boolean isFinished() {
    lock.lock();
    try {
      return closed && waiting.records() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that was added before this call is written, or nothing will be any more. */
  void awaitWritten() {
    lock.lock();
    try {
      // What waits goes with the next block, what is being written with the last.
      long target = waiting.records() > 0 ? blocksGiven + 1 : blocksGiven;
      while (blocksWritten < target && !abandoned) {
        flushing = true;
        work.signal();
        progress.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Accepts no more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Accepts no more and forgets what waits, since nobody will write it. Lets all waiters go. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      closed = true;
      waiting.clear();
      room.signalAll();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
