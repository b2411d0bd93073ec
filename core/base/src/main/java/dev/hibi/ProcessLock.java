package dev.hibi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that one holder at a time has, of all processes and within this one. The system's lock
 * ends with the process, however it ends. The file stays when it is given back: to delete it could
 * take the lock from under another. Thread-safe.
 */
public final class ProcessLock implements Closeable {
  /**
   * Those of this process. The system's locks are not enough: a process loses its lock on a file
   * when it closes any channel of that file, as a second attempt in it would. Guarded by itself,
   * and so is whatever opens such a file.
   */
  private static final Set<Path> TAKEN = new HashSet<>();

  /** Behind a {@linkplain #tellProcess number}, so that it can be read where locks forbid it. */
  private static final long LOCKED_BYTE = 1 << 20;

  private static final int LONGEST_NUMBER = 20;

  /** Hears that a file system knows no locks. */
  @FunctionalInterface
  public interface WithoutLocks {
    /** Tells it, or refuses to go on. */
    void tell(IOException said) throws IOException;
  }

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
    return take(file, null, attributes);
  }

  /**
   * As {@link #take(Path, FileAttribute...)}; where the file system knows no locks, the file is
   * held within this process alone.
   *
   * @param withoutLocks is told then what the file system said
   * @throws IOException if it cannot be opened, or what is thrown there
   */
  public static Optional<ProcessLock> takeOrTell(Path file, WithoutLocks withoutLocks)
      throws IOException {
    return take(file, withoutLocks);
  }

  private static Optional<ProcessLock> take(
      Path file, @Nullable WithoutLocks withoutLocks, FileAttribute<?>... attributes)
      throws IOException {
    Path real = real(file);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    synchronized (TAKEN) {
      if (TAKEN.contains(real)) {
        return Optional.empty();
      }
      FileChannel channel = FileChannel.open(real, options, attributes);
      boolean locked = false;
      try {
        locked = isLocked(channel, withoutLocks);
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      if (!locked) {
        return Optional.empty();
      }
      TAKEN.add(real);
      return Optional.of(new ProcessLock(real, channel));
    }
  }

  private static Path real(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return folder.toRealPath().resolve(file.getFileName());
  }

  private static boolean isLocked(FileChannel channel, @Nullable WithoutLocks withoutLocks)
      throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // held through another class loader's copy of this class
    } catch (IOException e) {
      if (withoutLocks == null) {
        throw e;
      }
      withoutLocks.tell(e);
      return true;
    }
  }

  /**
   * The number of the process that has a file, if it {@linkplain #tellProcess told} it; empty if
   * nobody has it.
   */
  public static OptionalLong holder(Path file) throws IOException {
    Path real = real(file);
    synchronized (TAKEN) {
      if (TAKEN.contains(real)) {
        return OptionalLong.of(ProcessHandle.current().pid());
      }
      if (!Files.isRegularFile(real)) {
        return OptionalLong.empty();
      }
      try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NUMBER);
        channel.read(bytes, 0);
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        return text.matches("[0-9]{1,18}")
            ? OptionalLong.of(Long.parseLong(text))
            : OptionalLong.empty();
      }
    }
  }

  /** Makes this process's number the content of the file, for {@link #holder}. */
  public void tellProcess() throws IOException {
    byte[] number = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.wrap(number), 0);
    channel.truncate(number.length);
  }

  /**
   * The file itself, to be read and written by its holder: any other channel of it would end the
   * lock when it is closed. Closed with this, and by nobody else.
   */
  public FileChannel channel() {
    return channel;
  }

  /** Gives it back; again, does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (TAKEN) {
      if (channel.isOpen()) {
        try {
          channel.close();
        } finally {
          TAKEN.remove(real);
        }
      }
    }
  }
}
