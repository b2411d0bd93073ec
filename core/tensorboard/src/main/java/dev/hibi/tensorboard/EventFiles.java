package dev.hibi.tensorboard;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * The event files that a writer makes one after the other. {@link #current} may be called from any
 * thread, the rest from one at a time.
 */
final class EventFiles implements Closeable {
  private final Path directory;
  private final InstantSource clock;
  private final String suffix;
  private final FileOpener opener;
  private volatile Path current;
  private OutputStream out;

  /** Makes an event file. */
  interface FileOpener {
    OutputStream open(Path file) throws IOException;
  }

  /**
   * Makes the first file.
   *
   * @throws IOException if that cannot be made
   */
  EventFiles(Path directory, InstantSource clock, String suffix, FileOpener opener)
      throws IOException {
    this.directory = directory;
    this.clock = clock;
    this.suffix = suffix;
    this.opener = opener;
    this.current = next();
    this.out = opener.open(current);
  }

  /**
   * Makes a file for the stream to write to. A stream of {@code java.io} and not of a channel: an
   * interrupted thread that writes to a channel closes it.
   */
  static OutputStream create(Path file) throws IOException {
    if (file.getFileSystem() != FileSystems.getDefault()) {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
    Files.createFile(file);
    return new FileOutputStream(file.toFile(), true);
  }

  /** The file that is being written. */
  Path current() {
    return current;
  }

  /** Hands a block to the operating system. */
  void write(RecordBlock block) throws IOException {
    int from = 0;
    for (int cut : block.cuts()) {
      write(block.bytes(), from, cut);
      out.close();
      Path file = next();
      out = opener.open(file);
      current = file;
      from = cut;
    }
    write(block.bytes(), from, block.size());
  }

  private void write(byte[] bytes, int from, int to) throws IOException {
    if (to > from) {
      out.write(bytes, from, to - from);
      out.flush();
    }
  }

  private Path next() throws IOException {
    return directory.resolve(
        EventFileNames.after(
            EventFileNames.in(directory),
            clock.instant().getEpochSecond(),
            EventFileNames.host(),
            ProcessHandle.current().pid(),
            suffix));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
