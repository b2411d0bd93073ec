package dev.hibi.model.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door to the engine's native code, which is shut when the JVM shuts down: whoever is
 * inside comes out first, nobody goes in afterwards. Without it the C++ libraries are torn down
 * under the threads that compute in them, and the process crashes instead of ending.
 *
 * <p>Every call of a network passes here. A shutdown waits for the calls in flight, at most {@value
 * #PATIENCE_SECONDS} seconds; calls that come after are refused with an {@link
 * IllegalStateException}. Work that is to go on in spite of a shutdown, such as a training that
 * stops after its step and writes a checkpoint, {@linkplain #hold holds} the door open.
 *
 * <p>Thread-safe.
 */
public final class EngineGate {
  /** How long a shutdown waits for those who hold the gate, and again for calls in flight. */
  static final int PATIENCE_SECONDS = 120;

  private static final Logger LOG = LoggerFactory.getLogger(EngineGate.class);

  /** A call has the read lock; who waits for the calls takes the write lock. */
  private static final ReentrantReadWriteLock CALLS = new ReentrantReadWriteLock();

  private static final Object STATE = new Object();
  private static volatile boolean closed;

  /** Who holds the gate, and how they are told of a shutdown; guarded by {@link #STATE}. */
  private static final Map<Hold, Runnable> HOLDERS = new LinkedHashMap<>();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(EngineGate::close, "hibi-engine-gate"));
    } catch (IllegalStateException e) {
      closed = true; // the JVM is shutting down already
    }
  }

  private EngineGate() {}

  /** What keeps the gate open; closed once, by any thread. */
  @FunctionalInterface
  public interface Hold extends AutoCloseable {
    /** Lets go. Idempotent. */
    @Override
    void close();
  }

  /**
   * Keeps the gate open until it is closed: a shutdown of the JVM waits for it, at most {@value
   * #PATIENCE_SECONDS} seconds, and calls go on meanwhile.
   *
   * @param shutdown called when a shutdown begins, by a thread of its own: the holder lets go as
   *     soon as it can
   * @throws IllegalStateException if the gate is shut
   */
  public static Hold hold(Runnable shutdown) {
    Hold hold =
        new Hold() {
          @Override
          public void close() {
            synchronized (STATE) {
              HOLDERS.remove(this);
              STATE.notifyAll();
            }
          }
        };
    synchronized (STATE) {
      if (closed) {
        throw refusal();
      }
      HOLDERS.put(hold, shutdown);
    }
    return hold;
  }

  /**
   * Begins a call, which the same thread ends by {@link #leave}. May be nested.
   *
   * @throws IllegalStateException if the gate is shut
   */
  static void enter() {
    CALLS.readLock().lock();
    if (closed && CALLS.getReadHoldCount() == 1) { // those inside finish what they are at
      CALLS.readLock().unlock();
      throw refusal();
    }
  }

  /** Ends a call. */
  static void leave() {
    CALLS.readLock().unlock();
  }

  private static IllegalStateException refusal() {
    return new IllegalStateException(
        "engine is shut down: expected calls before the JVM ends, found one after that began");
  }

  private static void close() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      tellHolders();
      synchronized (STATE) {
        for (long left = PATIENCE_SECONDS * 1000L; !HOLDERS.isEmpty() && left > 0; ) {
          STATE.wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        closed = true;
      }
      if (CALLS.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        CALLS.writeLock().unlock(); // those who wait come in, and are refused
      } else {
        LOG.warn("a call of the engine has not ended after {} seconds", PATIENCE_SECONDS);
      }
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  private static void tellHolders() {
    List<Runnable> holders;
    synchronized (STATE) {
      holders = List.copyOf(HOLDERS.values());
    }
    for (Runnable holder : holders) {
      try {
        holder.run();
      } catch (RuntimeException e) {
        LOG.warn("work that holds the engine cannot be told of the shutdown", e);
      }
    }
  }
}
