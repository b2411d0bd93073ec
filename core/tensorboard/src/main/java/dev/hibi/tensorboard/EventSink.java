package dev.hibi.tensorboard;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a writer's records go.
 *
 * <p>Thread-safe. After a failure nothing more is accepted, nobody is left waiting, and {@link
 * #failure} has the reason.
 */
interface EventSink {

  /**
   * Waits for room as long as it takes and for the calling thread's turn, which ends with {@link
   * #release}; that must follow in any case. An interrupted thread waits too, and keeps its flag.
   *
   * @return the block to add records to; null if this sink is closed or has failed
   */
  @Nullable RecordBlock acquire();

  /** Ends what {@link #acquire} began. */
  void release();

  /** Returns when all that was added before is with the operating system, or this has failed. */
  void flush();

  /** Writes what waits, closes the file, and returns when that is done. */
  void close();

  /** Why records are no longer written; null while they are. */
  @Nullable IOException failure();
}
