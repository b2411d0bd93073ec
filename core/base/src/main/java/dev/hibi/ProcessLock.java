package dev.hibi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one holder at a time has, of all processes and within this one. The file stays when
 * it is given back: to delete it could take the lock from under another. Thread-safe.
 */
public final class ProcessLock implements Closeable {
  /**
   * Those of this process. The system's locks are not enough: a process loses its lock on a file
   * when it closes any channel of that file, as a second attempt in it would.
   */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path real;
  private final FileChannel channel;

  private ProcessLock(Path real, FileChannel channel) {
    this.real = real;
    this.channel = channel;
  }

  /**
   * Takes a file, which is made if it is not there.
   *
   * @param file in a folder that is there; nothing else may open it
   * @param attributes of a file that is made
   * @return whoever closes it gives it back; empty if somebody else has it
   * @throws IOException if it cannot be opened, or the file system knows no locks
   */
  public static Optional<ProcessLock> take(Path file, FileAttribute<?>... attributes)
      throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Path real = folder.toRealPath().resolve(file.getFileName());
    if (!TAKEN.add(real)) {
      return Optional.empty();
    }
    boolean locked = false;
    try {
      Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileChannel channel = FileChannel.open(real, options, attributes);
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        locked = false; // held through another class loader's copy of this class
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      return locked ? Optional.of(new ProcessLock(real, channel)) : Optional.empty();
    } finally {
      if (!locked) {
        TAKEN.remove(real);
      }
    }
  }

  /** Gives it back; again, does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      TAKEN.remove(real);
    }
  }
}
