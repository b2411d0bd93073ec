package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of a job that may be growing, such as its log, read piece by piece. Its address lives for
 * a day; a new one is asked for when the storage refuses it. Not thread-safe; nothing is closed
 * with it.
 */
public final class GrowingFile {
  private final KamonohashiClient client;
  private final long trainingId;
  private final String name;
  private final ObjectStorage storage;
  private @Nullable URI address;

  private GrowingFile(KamonohashiClient client, long trainingId, String name) {
    this.client = client;
    this.trainingId = trainingId;
    this.name = name;
    this.storage = ObjectStorage.of(client);
  }

  /**
   * What a training writes to standard output and standard error, which the platform keeps as an
   * attached file {@code training_stdout_stderr_ID.log}.
   */
  public static GrowingFile log(KamonohashiClient client, long trainingId) {
    return attached(client, trainingId, "training_stdout_stderr_" + trainingId + ".log");
  }

  /** A file that is attached to a training, or will be. */
  public static GrowingFile attached(KamonohashiClient client, long trainingId, String name) {
    return new GrowingFile(client, trainingId, name);
  }

  /**
   * Bytes so far; 0 if it is not there yet.
   *
   * @throws KamonohashiException if platform or storage fail
   */
  public long size() {
    return part(0, 1).map(FileExcerpt::total).orElse(0L);
  }

  /**
   * A part of it.
   *
   * @param from first byte
   * @param most bytes
   * @return no bytes if there are none yet from there
   * @throws KamonohashiException if platform or storage fail
   */
  public byte[] read(long from, int most) {
    return part(from, most).map(FileExcerpt::bytes).orElseGet(() -> new byte[0]);
  }

  private Optional<FileExcerpt> part(long from, int most) {
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
    return client.training().files(trainingId, true).stream()
        .filter(file -> file.fileName().equals(name) && !file.url().isEmpty())
        .findFirst()
        .map(
            file ->
                StorageAddress.of(
                    file.url(), "GET", "/api/v2/training/%d/files".formatted(trainingId)));
  }

  /** Which file of which training. */
  @Override
  public String toString() {
    return name + " of training " + trainingId;
  }
}
