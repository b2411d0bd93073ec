package dev.hibi.model.engine;

import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in memory that has a path within this process and a place in no folder: nothing is left of
 * it when it is closed or the process ends, however it ends. Linux alone has such files.
 *
 * <p>Not thread-safe.
 */
final class MemoryFile implements PassingFile {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);

  private static final int CLOSE_ON_EXEC = 1;

  private final int descriptor;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /** An empty file; none where the system has no such files. */
  static Optional<MemoryFile> create() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
      return Optional.empty();
    }
    try {
      int descriptor = call("memfd_create", "hibi-network", CLOSE_ON_EXEC);
      if (descriptor >= 0) {
        MemoryFile file = new MemoryFile(descriptor);
        if (Files.isWritable(file.path())) {
          return Optional.of(file);
        }
        file.close();
      }
      LOG.debug("no file in memory: memfd_create gave {}", descriptor);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      LOG.debug("no file in memory: {}", e.getMessage());
    }
    return Optional.empty();
  }

  @Override
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  @Override
  public void close() {
    int code = call("close", descriptor);
    if (code != 0) {
      LOG.warn("file in memory: expected close to give 0, found {}", code);
    }
  }

  private static int call(String function, Object... arguments) {
    return NativeLibrary.getProcess().getFunction(function).invokeInt(arguments);
  }
}
