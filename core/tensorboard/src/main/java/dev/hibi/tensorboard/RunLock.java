package dev.hibi.tensorboard;

import dev.hibi.ProcessLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to a run directory: a lock of the operating system on a file in it, which ends
 * with the process however it ends. The file stays, since deleting it would let two writers lock
 * two files of its name.
 */
final class RunLock implements Closeable {
  /** TensorBoard does not take it for an event file. */
  static final String FILE_NAME = ".summary-writer.lock";

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private final ProcessLock lock;

  private RunLock(ProcessLock lock) {
    this.lock = lock;
  }

  /**
   * Takes the directory.
   *
   * @param directory exists
   * @throws IOException if a live writer has it, here or in another process, or the file cannot be
   *     made
   */
  static RunLock acquire(Path directory) throws IOException {
    return ProcessLock.takeOrTell(
            directory.resolve(FILE_NAME),
            e -> LOG.warn("cannot lock {}: a second writer would go unnoticed", directory, e))
        .map(RunLock::new)
        .orElseThrow(
            () ->
                new IOException(
                    "run directory in use: expected no other live writer, found one ("
                        + directory
                        + ")"));
  }

  /** Gives the directory back. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
