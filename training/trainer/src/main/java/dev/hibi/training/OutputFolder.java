package dev.hibi.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's output folder, held by one run at a time, of any process.
 *
 * <p>The operating system's lock on the file {@value #LOCK} ends with the process; the file, which
 * tells the process's number, stays.
 */
final class OutputFolder implements AutoCloseable {
  static final String LOCK = ".hibi.lock";

  /** What a finished model is made of. */
  private static final Set<String> MODEL =
      Set.of("model.json", "model.safetensors", "model.pt", "model.onnx");

  /** What systems leave behind, and nobody misses. */
  private static final Set<String> LITTER = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");

  /** A byte behind the number, so that the number can be read where locks forbid reading. */
  private static final long LOCKED_BYTE = 1 << 20;

  private final Path folder;
  private final FileChannel channel;

  private OutputFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder, which is made if absent.
   *
   * @param listener is told if the file system knows no locks
   * @throws IOException if another run has it; nothing is changed then
   */
  static OutputFolder take(Path folder, FitListener listener) throws IOException {
    if (!Files.isDirectory(folder)) { // a link to one is one
      Files.createDirectories(folder);
    }
    Path file = folder.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!lock(channel, folder, listener)) {
        throw inUse(folder, "one of process " + holder(channel));
      }
      byte[] process = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(process), 0);
      channel.truncate(process.length);
      return new OutputFolder(folder, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean lock(FileChannel channel, Path folder, FitListener listener)
      throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      throw inUse(folder, "one of this process");
    } catch (IOException e) { // some network file systems
      listener.onWarning(
          "no lock: expected one on %s, so that a second run is noticed, found '%s'"
              .formatted(folder.resolve(LOCK), e.getMessage()));
      return true;
    }
    return lock != null;
  }

  private static IOException inUse(Path folder, String found) {
    return new IOException(
        "output in use: expected no other run, found %s (%s)".formatted(found, folder));
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    return text.matches("[0-9]+") ? text : "unknown";
  }

  /** A folder or file in it. */
  Path resolve(String name) {
    return folder.resolve(name);
  }

  /** Where the model goes, which takes the place of a former one and of nothing else. */
  Path model() throws IOException {
    Path model = folder.resolve("model");
    if (Files.isDirectory(model) && !Files.exists(model.resolve("model.json"))) {
      requireOwn("a model", model, Set.of());
    }
    requireOwn("a model", model, MODEL);
    return model;
  }

  /**
   * Refuses a folder that holds what Hibi has not written and would delete.
   *
   * @param what Hibi writes there
   * @param known names of its files
   */
  static void requireOwn(String what, Path folder, Set<String> known) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw foreign(what, "a file", folder);
    }
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          boolean own = known.contains(name) || LITTER.contains(name);
          if (!own || !Files.isRegularFile(entry)) {
            throw foreign(what, "'" + name + "'", folder);
          }
        }
      }
    }
  }

  private static IOException foreign(String what, String found, Path folder) {
    return new IOException(
        "output holds what would be lost: expected nothing or %s of Hibi, found %s (%s)"
            .formatted(what, found, folder));
  }

  /** Gives the folder back. */
  @Override
  public void close() throws IOException {
    channel.close(); // and with it the lock
  }
}
