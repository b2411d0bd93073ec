package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.TrainingApi.AttachedFile;
import dev.hibi.client.api.UploadApi;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of a job that may be growing, such as its log, read piece by piece. Its address lives for
 * a day; a new one is asked for when the storage refuses it. Not thread-safe; nothing is closed
 * with it.
 */
public final class GrowingFile {
  private final String words;
  private final String route;
  private final Supplier<Optional<String>> find;
  private final ObjectStorage storage;
  private @Nullable URI address;

  /**
   * A file.
   *
   * @param words which file it is
   * @param route by which its address is asked for
   * @param find asks for its address; empty if it is not there yet
   */
  private GrowingFile(
      KamonohashiClient client, String words, String route, Supplier<Optional<String>> find) {
    this.words = words;
    this.route = route;
    this.find = find;
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
    return new GrowingFile(
        client,
        name + " of training " + trainingId,
        "/training/%d/files".formatted(trainingId),
        () -> url(client.training().files(trainingId, true), name));
  }

  /** What an inference writes to standard output and standard error. */
  public static GrowingFile inferenceLog(KamonohashiClient client, long inferenceId) {
    String name = "inference_stdout_stderr_" + inferenceId + ".log";
    return new GrowingFile(
        client,
        name + " of inference " + inferenceId,
        "/inferences/%d/files".formatted(inferenceId),
        () -> url(client.inference().files(inferenceId, true), name));
  }

  /** What a notebook writes to standard output and standard error. */
  public static GrowingFile notebookLog(KamonohashiClient client, long notebookId) {
    String name = "notebook_stdout_stderr_" + notebookId + ".log";
    return new GrowingFile(
        client,
        name + " of notebook " + notebookId,
        "/download/url",
        () ->
            Optional.of(
                client
                    .uploads()
                    .downloadUrl(UploadApi.NOTEBOOK_LOGS, notebookId + "/" + name, name, false)
                    .url()));
  }

  /** What a preprocessing of data writes to standard output and standard error. */
  public static GrowingFile preprocessingLog(
      KamonohashiClient client, long preprocessingId, long dataId) {
    return new GrowingFile(
        client,
        "log of preprocessing %d of data %d".formatted(preprocessingId, dataId),
        "/preprocessings/%d/histories/%d/files".formatted(preprocessingId, dataId),
        () -> Optional.of(client.preprocessings().log(preprocessingId, dataId, true).url()));
  }

  private static Optional<String> url(List<AttachedFile> files, String name) {
    return files.stream()
        .filter(file -> file.fileName().equals(name))
        .map(AttachedFile::url)
        .findFirst();
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
    return find.get()
        .filter(url -> !url.isEmpty())
        .map(url -> StorageAddress.of(url, "GET", "/api/v2" + route));
  }

  /** Which file of which job. */
  @Override
  public String toString() {
    return words;
  }
}
