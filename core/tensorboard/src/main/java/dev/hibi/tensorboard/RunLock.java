package dev.hibi.tensorboard;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /*
   * On POSIX systems a process loses its lock on a file when it closes any channel to it, so a
   * refused writer must not so much as open the file that another writer of this process holds.
   * That cannot be told from the file; hence the only mutable static of the package.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private final Path directory;
  private final FileChannel channel;
  private boolean closed;

  private RunLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the directory.
   *
   * @param directory exists
   * @throws IOException if a live writer has it, here or in another process, or the file cannot be
   *     made
   */
  static RunLock acquire(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(directory);
    }
    boolean acquired = false;
    try {
      RunLock lock = new RunLock(real, lockedChannel(real, directory));
      acquired = true;
      return lock;
    } finally {
      if (!acquired) {
        HELD.remove(real);
      }
    }
  }

  private static FileChannel lockedChannel(Path real, Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            real.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean free = false;
    try {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false; // held through another class loader's copy of this class
    } catch (IOException e) {
      LOG.warn("cannot lock {}: a second writer would go unnoticed", directory, e);
      free = true;
    } finally {
      if (!free) {
        channel.close();
      }
    }
    if (!free) {
      throw inUse(directory);
    }
    return channel;
  }

  private static IOException inUse(Path directory) {
    return new IOException(
        "run directory in use: expected no other live writer, found one (" + directory + ")");
  }

  /** Gives the directory back. Closing again does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        channel.close();
      } finally {
        HELD.remove(directory);
      }
    }
  }
}
