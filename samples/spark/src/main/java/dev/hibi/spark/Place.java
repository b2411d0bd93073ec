package dev.hibi.spark;

import dev.hibi.dataset.archives.ArchivedImage;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Where an image lies: found on one machine, read on another. */
sealed interface Place extends Serializable {

  /** What people know it by, and its key in tables: a URI, in an archive {@code URI!entry}. */
  String path();

  /** By this places are sorted: those of one archive as they lie in it. */
  String order();

  /**
   * Reads its file.
   *
   * @throws IOException if it cannot be read; the message names it
   */
  byte[] read(TaskFiles files) throws IOException;

  /**
   * A file of its own.
   *
   * @param byteCount its length when it was found
   */
  record OfFile(String path, long byteCount) implements Place {
    private static final long serialVersionUID = 1L;

    @Override
    public String order() {
      return path;
    }

    @Override
    public byte[] read(TaskFiles files) throws IOException {
      return files.bytes(path, byteCount);
    }
  }

  /**
   * A file in an archive.
   *
   * @param archive the archive's URI
   */
  record OfEntry(String archive, ArchivedImage image) implements Place {
    private static final long serialVersionUID = 1L;

    @Override
    public String path() {
      return image.name();
    }

    @Override
    public String order() {
      return "%s!%016x".formatted(archive, image.place().offset());
    }

    @Override
    public byte[] read(TaskFiles files) throws IOException {
      return image.read(files.archive(archive), TaskFiles.LIMITS);
    }
  }

  /**
   * Where images were expected and none can be read, such as an archive that is broken.
   *
   * @param problem why, with its name
   */
  record Unreadable(String path, String problem) implements Place {
    private static final long serialVersionUID = 1L;

    @Override
    public String order() {
      return path;
    }

    @Override
    public byte[] read(TaskFiles files) throws IOException {
      throw new IOException(problem);
    }
  }

  /** An image that has been read already. */
  final class OfBytes implements Place {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final byte @Nullable [] content;

    /**
     * Of a row.
     *
     * @param content null where the row has none
     */
    OfBytes(String path, byte @Nullable [] content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public String order() {
      return path;
    }

    @Override
    public byte[] read(TaskFiles files) throws IOException {
      if (content == null) {
        throw new IOException("no content: expected bytes, found null (%s)".formatted(path));
      }
      return content;
    }
  }
}
