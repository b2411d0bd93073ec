package dev.hibi;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a file that is to be written really lies: links are followed, also one that leads to
 * nothing yet, and what must not be replaced is told from a file.
 *
 * @param path absolute, no link
 * @param stream whether it is written to as it is: a device, a pipe, or the way to an open file
 */
record WritePlace(Path path, boolean stream) {
  private static final int MOST_LINKS = 40;

  private static final Set<String> OUTPUT = Set.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");
  private static final Set<String> ERROR = Set.of("/dev/stderr", "/dev/fd/2", "/proc/self/fd/2");

  /**
   * Follows the links of a target.
   *
   * @throws FileSystemLoopException if they lead in a circle
   */
  static WritePlace of(Path target) throws IOException {
    Path path = target.toAbsolutePath();
    for (int links = 0; ; links++) {
      if (isOpenElsewhere(path)) {
        return new WritePlace(path, true);
      }
      if (!Files.isSymbolicLink(path)) {
        boolean special =
            Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
        return new WritePlace(path, special);
      }
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(target.toString());
      }
      path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
    }
  }

  /** Below {@code /dev} and {@code /proc} names stand for what is open or has no content. */
  private static boolean isOpenElsewhere(Path path) {
    Path plain = path.normalize();
    return plain.getFileSystem() == FileSystems.getDefault()
        && (plain.startsWith("/dev") || plain.startsWith("/proc"))
        && !plain.startsWith("/dev/shm");
  }

  /**
   * Opens a stream to write to. Standard output and error are the process's own, so that what is
   * printed before and after stays where it belongs; the caller flushes what it has printed.
   */
  FileChannel open() throws IOException {
    FileDescriptor own = descriptor(path.normalize().toString());
    return own == null
        ? FileChannel.open(path, StandardOpenOption.WRITE)
        : new FileOutputStream(own).getChannel();
  }

  /** Whether closing what {@link #open} gave would close the process's own output. */
  boolean isOwn() {
    return descriptor(path.normalize().toString()) != null;
  }

  private static @Nullable FileDescriptor descriptor(String name) {
    if (OUTPUT.contains(name)) {
      return FileDescriptor.out;
    }
    return ERROR.contains(name) ? FileDescriptor.err : null;
  }
}
