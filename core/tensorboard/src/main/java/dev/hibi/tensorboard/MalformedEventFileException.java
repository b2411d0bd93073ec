package dev.hibi.tensorboard;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An event file that is damaged. What stands before the damage is whole; what follows cannot be
 * found, since a record's place is known from the one before it.
 */
public final class MalformedEventFileException extends IOException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private final Path file;

  private final long offset;

  MalformedEventFileException(String problem, Path file, long offset, @Nullable Throwable cause) {
    super("%s (%s, record at byte %d)".formatted(problem, file, offset), cause);
    this.file = file;
    this.offset = offset;
  }

  /** The damaged file. */
  public Path file() {
    return file;
  }

  /** Where the first damaged record begins, in bytes from the file's beginning. */
  public long offset() {
    return offset;
  }
}
