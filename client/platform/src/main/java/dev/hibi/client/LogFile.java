package dev.hibi.client;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log of a job, which the platform keeps as a file that grows: {@code
 * training_stdout_stderr_<id>.log}. Its address lives for a day; a new one is asked for when the
 * storage refuses it. Not thread-safe.
 */
final class LogFile {
  private final KamonohashiClient client;
  private final long id;
  private final ObjectStorage storage;
  private @Nullable URI address;

  LogFile(KamonohashiClient client, long id) {
    this.client = client;
    this.id = id;
    this.storage = client.storage();
  }

  /** What the platform calls the log of a job. */
  static String name(long id) {
    return "training_stdout_stderr_" + id + ".log";
  }

  /** Bytes so far; 0 if there is none yet. */
  long size() {
    return part(0, 1).map(FileExcerpt::total).orElse(0L);
  }

  /**
   * A part of it.
   *
   * @param from first byte
   * @param most bytes
   * @return empty if there is no log yet
   * @throws KamonohashiException if platform or storage fail
   */
  Optional<FileExcerpt> part(long from, int most) {
    if (address == null) {
      address = find().orElse(null);
      return address == null ? Optional.empty() : present(address, from, most);
    }
    try {
      return Optional.of(storage.excerpt(address, from, most));
    } catch (KamonohashiException.Storage e) {
      if (e.retryable()) {
        throw e;
      }
      address = null; // its life may be over
      return part(from, most);
    }
  }

  /** With an address that is new: then a file that is not there is not there yet. */
  private Optional<FileExcerpt> present(URI fresh, long from, int most) {
    try {
      return Optional.of(storage.excerpt(fresh, from, most));
    } catch (KamonohashiException.Storage e) {
      address = null;
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<URI> find() {
    return client.training().files(id, true).stream()
        .filter(file -> file.fileName().equals(name(id)) && !file.url().isEmpty())
        .findFirst()
        .map(file -> ObjectStorage.address(file.url(), "GET", "/api/v2/training/" + id + "/files"));
  }
}
