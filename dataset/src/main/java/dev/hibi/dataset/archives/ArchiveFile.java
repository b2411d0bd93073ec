package dev.hibi.dataset.archives;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is expected to stay as it was first seen: size, time of last change and, where the
 * file system has one, identity. Compared whenever the file is opened again, when something in it
 * is not as expected, and at a read when a second has passed since. Thread-safe.
 */
final class ArchiveFile implements ByteSource {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Stamp(long size, FileTime time, @Nullable Object key) {
    static Stamp of(Path path) throws IOException {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(found.size(), found.lastModifiedTime(), found.fileKey());
    }

    @Override
    public String toString() {
      return size + " bytes of " + time;
    }
  }

  private final Path path;
  private final OpenFiles files;
  private final Stamp stamp;
  private volatile long checked = System.nanoTime();

  ArchiveFile(Path path, OpenFiles files) throws IOException {
    this.path = path;
    this.files = files;
    this.stamp = Stamp.of(path);
  }

  @Override
  public long size() {
    return stamp.size();
  }

  /** Opens the file anew; for {@link OpenFiles}. */
  FileChannel open() throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      checkUnchanged();
      throw e;
    }
    try {
      checkUnchanged();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  @Override
  public void read(long position, byte[] into, int length) throws IOException {
    if (System.nanoTime() - checked > INTERVAL_NANOS) {
      checkUnchanged();
    }
    int found = files.read(this, position, into, length);
    if (found < length) {
      checkUnchanged();
      throw new MalformedDatasetException(
          "truncated: expected %d bytes at %d, found %d".formatted(length, position, found),
          path.toString());
    }
  }

  @Override
  public void checkUnchanged() throws IOException {
    checked = System.nanoTime();
    String found;
    try {
      Stamp now = Stamp.of(path);
      if (now.equals(stamp)) {
        return;
      }
      boolean replaced =
          now.toString().equals(stamp.toString()) && !Objects.equals(now.key(), stamp.key());
      found = replaced ? "another file of the same size and time" : now.toString();
    } catch (NoSuchFileException e) {
      found = "none";
    }
    throw new MalformedDatasetException(
        "changed while in use: expected %s, found %s".formatted(stamp, found), path.toString());
  }
}
