package dev.hibi.tensorboard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue from many threads to one that writes.
 *
 * <p>{@code java.util.concurrent} has bounded queues, but none that can be closed: a thread that
 * waits for room must learn that the writing thread is gone. Besides, this one wakes the writing
 * thread when it is half full and not for every event, which is what makes logging cheap.
 */
final class EventQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();

  private final int length;
  private final int wakeAt;
  private List<Pending> waiting = new ArrayList<>();
  private List<Pending> taken = new ArrayList<>();
  private long accepted;
  private long written;
  private boolean begun;
  private boolean flushing;
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
   * Adds an event, waiting for room as long as it takes. An interrupted thread waits too, and keeps
   * its flag.
   *
   * @return false if the queue is closed or abandoned
   */
  boolean put(Pending event) {
    lock.lock();
    try {
      while (waiting.size() == length && !closed) {
        room.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      waiting.add(event);
      accepted++;
      if (waiting.size() == wakeAt) {
        work.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * For the writing thread: says that all that it took before is written, and waits until the queue
   * is half full, or a flush is wanted, or the queue is closed, or the time is over.
   *
   * @return what waited, possibly nothing; valid until the next call
   */
  List<Pending> take(long nanos) {
    lock.lock();
    try {
      begun = true;
      written += taken.size();
      taken.clear();
      progress.signalAll();
      awaitWork(nanos);
      flushing = false;
      List<Pending> batch = waiting;
      waiting = taken;
      taken = batch;
      room.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void awaitWork(long nanos) {
    try {
      long left = nanos;
      while (waiting.size() < wakeAt && !flushing && !closed && left > 0) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      return; // nobody has a reason to interrupt the writing thread; it only wakes early
    }
  }

  /** Whether the queue is closed and everything was taken. */
  boolean isFinished() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the writing thread has come to its first {@link #take} and all that was accepted
   * before this call is written, or until it is abandoned.
   */
  void awaitWritten() {
    lock.lock();
    try {
      long target = accepted;
      while ((!begun || written < target) && !abandoned) {
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
