package dev.hibi.spark;

import dev.hibi.dataset.archives.ByteSource;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.archives.ReadLimits;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files that a task reads, in whatever Hadoop has a file system for. The archives read last
 * stay open. Thread-safe.
 */
final class TaskFiles implements AutoCloseable {
  static final ReadLimits LIMITS = ReadLimits.defaults();

  private static final int OPEN_ARCHIVES = 4;

  private final Configuration configuration;
  private final Map<String, OpenArchive> archives = new LinkedHashMap<>(16, 0.75f, true);

  TaskFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Reads a file of a length.
   *
   * @throws IOException if it is longer than is allowed, or has another length
   */
  byte[] bytes(String uri, long byteCount) throws IOException {
    if (byteCount > LIMITS.maxEntryBytes()) {
      throw new MalformedDatasetException(
          "file too large: expected at most %d bytes, found %d"
              .formatted(LIMITS.maxEntryBytes(), byteCount),
          uri);
    }
    Path path = new Path(uri);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      byte[] bytes = in.readNBytes((int) byteCount);
      boolean more = bytes.length == byteCount && in.read() >= 0;
      if (bytes.length < byteCount || more) {
        throw new MalformedDatasetException(
            "changed while in use: expected %d bytes, found %s"
                .formatted(byteCount, more ? "more" : bytes.length),
            uri);
      }
      return bytes;
    }
  }

  /**
   * What the file system says of a file.
   *
   * @throws IllegalArgumentException if it is no URI
   */
  FileStatus status(String uri) throws IOException {
    Path path = new Path(uri);
    return path.getFileSystem(configuration).getFileStatus(path);
  }

  /** Reads a file whole, whatever its length. */
  byte[] whole(String uri) throws IOException {
    Path path = new Path(uri);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readAllBytes();
    }
  }

  /** How a file begins. */
  byte[] firstBytes(String uri, int count) throws IOException {
    Path path = new Path(uri);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readNBytes(count);
    }
  }

  /** An archive, which this closes. */
  synchronized ByteSource archive(String uri) throws IOException {
    OpenArchive archive = archives.get(uri);
    if (archive == null) {
      Iterator<OpenArchive> eldest = archives.values().iterator();
      while (archives.size() >= OPEN_ARCHIVES) {
        OpenArchive closing = eldest.next();
        eldest.remove();
        closing.close();
      }
      archive = new OpenArchive(uri, configuration);
      archives.put(uri, archive);
    }
    return archive;
  }

  /** Closes the archives; the first failure wins, others are attached. */
  @Override
  public synchronized void close() throws IOException {
    IOException first = null;
    for (OpenArchive archive : archives.values()) {
      try {
        archive.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    archives.clear();
    if (first != null) {
      throw first;
    }
  }

  /**
   * A file that is read at any place. Read ahead: entries follow each other, and an object storage
   * is better asked once for a million bytes than for each entry.
   */
  private static final class OpenArchive implements ByteSource, AutoCloseable {
    private static final int AHEAD_BYTES = 1 << 20;

    private final String uri;
    private final long size;
    private final FSDataInputStream in;
    private byte[] ahead = {};
    private long aheadStart;

    OpenArchive(String uri, Configuration configuration) throws IOException {
      this.uri = uri;
      Path path = new Path(uri);
      FileSystem system = path.getFileSystem(configuration);
      this.size = system.getFileStatus(path).getLen();
      this.in = system.open(path);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public synchronized void read(long position, byte[] into, int length) throws IOException {
      if (position < 0 || position > size - length) {
        throw new MalformedDatasetException(
            "truncated: expected %d bytes at %d, found %d in all".formatted(length, position, size),
            uri);
      }
      if (position < aheadStart || position + length > aheadStart + ahead.length) {
        if (length >= AHEAD_BYTES) {
          in.readFully(position, into, 0, length);
          return;
        }
        byte[] next = new byte[(int) Math.min(AHEAD_BYTES, size - position)];
        in.readFully(position, next);
        ahead = next;
        aheadStart = position;
      }
      System.arraycopy(ahead, (int) (position - aheadStart), into, 0, length);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
