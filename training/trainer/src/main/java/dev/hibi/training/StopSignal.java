package dev.hibi.training;

import ai.djl.training.dataset.Batch;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run is to end before its end: any thread may ask, and so does who interrupts the run's
 * own thread.
 *
 * <p>The run looks between two batches, never within a step, so that a checkpoint can be written.
 * An interrupt is taken over when it is seen, since no file can be written under one, and given
 * back by {@link #restoreInterrupt}.
 */
final class StopSignal {
  private volatile boolean requested;
  private volatile boolean cancelled;
  private boolean interrupted; // known to the run's thread alone

  /** Thrown between two batches where the run is to end. */
  @SuppressWarnings("serial")
  static final class Stopped extends RuntimeException {
    private Stopped(@Nullable Throwable cause) {
      super("stopped", cause, true, false);
    }
  }

  /** Asks the run to end. Thread-safe. */
  void request() {
    requested = true;
  }

  /** Asks the run to end because nobody wants it any more. Thread-safe. */
  void cancel() {
    cancelled = true;
    requested = true;
  }

  /** Whether {@link #cancel} was called. */
  boolean isCancelled() {
    return cancelled;
  }

  /** Whether the run is to end. Called by the run's thread. */
  boolean isSet() {
    return takeInterrupt() || requested;
  }

  /** Interrupts the run's thread again, if it was interrupted. */
  void restoreInterrupt() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean takeInterrupt() {
    interrupted |= Thread.interrupted();
    return interrupted;
  }

  /**
   * The batches as long as nobody asks to stop; then {@link Stopped} is thrown. What reading throws
   * because its thread was interrupted becomes that too.
   */
  Iterable<Batch> watch(Iterable<Batch> batches) {
    return () -> {
      requireNotSet();
      return new Watched(batches.iterator(), true);
    };
  }

  /**
   * All of the batches, also if somebody has asked to stop: for what is short and comes last. What
   * reading throws because its thread was interrupted becomes {@link Stopped}.
   */
  Iterable<Batch> toTheEnd(Iterable<Batch> batches) {
    return () -> {
      takeInterrupt(); // under which nothing could be read
      return new Watched(batches.iterator(), false);
    };
  }

  private final class Watched implements Iterator<Batch> {
    private final Iterator<Batch> batches;
    private final boolean stops;

    Watched(Iterator<Batch> batches, boolean stops) {
      this.batches = batches;
      this.stops = stops;
    }

    @Override
    public boolean hasNext() {
      if (stops) {
        requireNotSet();
      }
      return batches.hasNext();
    }

    @Override
    public Batch next() {
      try {
        return batches.next();
      } catch (RuntimeException e) {
        if (takeInterrupt()) {
          throw new Stopped(e);
        }
        throw e;
      }
    }
  }

  /** Something that is written whole or not at all, and may be written again. */
  @FunctionalInterface
  interface Writing {
    void write() throws IOException;
  }

  /** Writes, and writes again what an interrupt has broken off: it means the run, not the file. */
  void write(Writing writing) throws IOException {
    while (true) {
      try {
        writing.write();
        return;
      } catch (IOException e) {
        if (!Thread.interrupted()) {
          throw e;
        }
        interrupted = true;
      }
    }
  }

  /** Throws {@link Stopped} if the run is to end. */
  void requireNotSet() {
    if (isSet()) {
      throw new Stopped(null);
    }
  }
}
