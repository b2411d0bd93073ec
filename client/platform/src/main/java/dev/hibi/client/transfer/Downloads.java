package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.Container.Files.StoredFile;
import dev.hibi.client.api.DataApi.DataFile;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.TrainingApi.AttachedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Files of the platform, fetched: of data, of data sets, of jobs.
 *
 * <pre>{@code
 * Downloads.builder(client).build().dataSet(7, Path.of("input"));
 * }</pre>
 *
 * <p><b>How.</b> Several ranges of 16 MiB at a time. A connection that breaks is taken up where it
 * broke, as often as the client's {@link RetryPolicy} says without a byte in between; an address
 * that is over is exchanged for a new one. A file that changes while it is fetched is fetched
 * again, twice at most. Memory does not grow with the files.
 *
 * <p><b>What is there when.</b> A file stands under its name when all of it is there, with the
 * storage's date, and not before; a file that stood there is replaced. Until then it is {@code
 * .NAME.hibi-part} beside it. What a download that has failed or was killed leaves of a larger
 * file, the next into the same folder uses, as it does files that are there with the storage's size
 * and date.
 *
 * <p><b>What is compared.</b> What has come with the storage's ETag, where that is an MD5, or one
 * of the MD5s of parts of 16 MiB or another usual size: a file that differs is an error and is not
 * there. {@link Builder#verify} tells when not to.
 *
 * <p><b>What is refused.</b> Names that lead out of the folder or deeper into it, or have control
 * characters: these files are left out, the others are fetched, and {@link RefusedNames} says so.
 *
 * <p>Immutable and thread-safe. Each call uses threads of its own, which have ended when it
 * returns. An interrupted thread's call ends with an exception, the flag set. Each may also throw a
 * {@link KamonohashiException}.
 */
public final class Downloads {
  /** What the platform lists of a folder at most. */
  private static final int MOST_ENTRIES = 10_000;

  private final KamonohashiClient client;
  private final int connections;
  private final TransferListener listener;
  private final boolean verified;

  private Downloads(Builder builder) {
    this.client = builder.client;
    this.connections = builder.connections;
    this.listener = builder.listener;
    this.verified = builder.verified;
  }

  /** Downloads by a client. */
  public static Builder builder(KamonohashiClient client) {
    return new Builder(client);
  }

  /**
   * Fetches the files of data, to {@code FOLDER/NAME}.
   *
   * @return where they are, by name
   * @throws RefusedNames if a name is refused; the other files are there
   * @throws IOException if a file cannot be written
   */
  public List<Path> data(long id, Path folder) throws IOException {
    FileSources sources = new FileSources();
    for (DataFile file : client.data().files(id, true)) {
      add(sources, id, file, folder);
    }
    return fetch(sources);
  }

  /**
   * Fetches the files of a data set, as a container has them: to {@code FOLDER/TYPE/DATA_ID/NAME},
   * of a flat one to {@code FOLDER/DATA_ID/NAME}.
   *
   * @return where they are, by name
   * @throws RefusedNames if a name is refused; the other files are there
   * @throws IOException if a file cannot be written
   */
  public List<Path> dataSet(long id, Path folder) throws IOException {
    FileSources sources = new FileSources();
    DataSetApi.Files files = client.dataSets().files(id, true);
    for (DataSetApi.TypedFiles typed : files.entries()) {
      sources.child(
          folder,
          typed.type(),
          "data set " + id,
          typeFolder -> addByData(sources, typed.files(), typeFolder));
    }
    addByData(sources, files.flatEntries(), folder);
    return fetch(sources);
  }

  private void addByData(FileSources sources, List<DataFile> files, Path folder) {
    for (DataFile file : files) {
      add(sources, file.id(), file, folder.resolve(Long.toString(file.id())));
    }
  }

  private void add(FileSources sources, long dataId, DataFile file, Path folder) {
    String name = file.fileName();
    Supplier<String> fresh = () -> client.data().file(dataId, name).url();
    sources.add(folder, name, "data " + dataId, file.url(), fresh);
  }

  /**
   * Fetches what a job has written below a folder of its {@code /kqi/output}, also while it runs.
   *
   * @param path such as {@code /} or {@code /run}
   * @return where the files are, by name
   * @throws RefusedNames if a name is refused; the other files are there
   * @throws IOException if a folder has more files than the platform lists, or a file cannot be
   *     written
   */
  public List<Path> outputs(long trainingId, String path, Path folder) throws IOException {
    return outputs(OutputOwner.training(client, trainingId), path, folder);
  }

  /** Fetches what an inference has written, as {@link #outputs} does for a training. */
  public List<Path> inferenceOutputs(long inferenceId, String path, Path folder)
      throws IOException {
    return outputs(OutputOwner.inference(client, inferenceId), path, folder);
  }

  /** Fetches what a notebook has in its folder, as {@link #outputs} does for a training. */
  public List<Path> notebookOutputs(long notebookId, String path, Path folder) throws IOException {
    return outputs(OutputOwner.notebook(client, notebookId), path, folder);
  }

  private List<Path> outputs(OutputOwner owner, String path, Path folder) throws IOException {
    FileSources sources = new FileSources();
    addOutputs(sources, new OutputFolder(client, owner, path), folder);
    return fetch(sources);
  }

  private void addOutputs(FileSources sources, OutputFolder from, Path folder) throws IOException {
    Container.Files listed = from.list();
    int entries = listed.files().size() + listed.dirs().size();
    if (listed.exceeded() && entries >= MOST_ENTRIES) {
      throw new IOException(
          "too many files: expected fewer than %d, found more (%s)".formatted(MOST_ENTRIES, from));
    }
    for (StoredFile file : listed.files()) {
      String name = file.fileName();
      sources.add(folder, name, from.toString(), file.url(), () -> from.file(name).url());
    }
    for (Container.Files.Folder inner : listed.dirs()) {
      String name = inner.dirName();
      sources.child(
          folder, name, from.toString(), target -> addOutputs(sources, from.folder(name), target));
    }
  }

  /**
   * Fetches a file that a job has written below its {@code /kqi/output}.
   *
   * @param path such as {@code /run/model.pt}
   * @param target the file, not its folder
   * @return the target
   * @throws IOException if the file is not there or cannot be written
   */
  public Path outputFile(long trainingId, String path, Path target) throws IOException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    OutputFolder folder =
        new OutputFolder(
            client,
            OutputOwner.training(client, trainingId),
            slash <= 0 ? "/" : path.substring(0, slash));
    boolean there = folder.list().files().stream().anyMatch(file -> file.fileName().equals(name));
    if (!there) {
      throw new IOException(
          "not found: expected a file '%s', found none (%s)".formatted(name, folder));
    }
    fetch(List.of(new FileSource(name, target, "", () -> folder.file(name).url())));
    return target;
  }

  /**
   * Fetches some files of a job's {@code /kqi/output}, each to its path below the folder.
   *
   * @param paths below {@code /kqi/output}, such as {@code run/model.pt}
   * @return where they are, by name
   * @throws IOException if a file is not there, a name is refused or a file cannot be written
   */
  public List<Path> outputFiles(long trainingId, Collection<String> paths, Path folder)
      throws IOException {
    return fetch(new ChosenOutputs(client, trainingId).sources(paths, folder));
  }

  /**
   * Fetches a file that is attached to a job, such as its log, to {@code FOLDER/NAME}.
   *
   * @return where it is
   * @throws IOException if the file is not there, its name is refused or it cannot be written
   */
  public Path attached(long trainingId, String fileName, Path folder) throws IOException {
    return attached(
        "training " + trainingId,
        withUrl -> client.training().files(trainingId, withUrl),
        fileName,
        folder);
  }

  /** Fetches a file that is attached to an inference, as {@link #attached} does. */
  public Path inferenceAttached(long inferenceId, String fileName, Path folder) throws IOException {
    return attached(
        "inference " + inferenceId,
        withUrl -> client.inference().files(inferenceId, withUrl),
        fileName,
        folder);
  }

  private interface AttachedFiles {
    List<AttachedFile> list(boolean withUrl);
  }

  private Path attached(String where, AttachedFiles files, String fileName, Path folder)
      throws IOException {
    Path target = ChildPath.of(folder, fileName, where);
    boolean there = files.list(false).stream().anyMatch(file -> file.fileName().equals(fileName));
    if (!there) {
      throw new IOException(
          "not found: expected a file '%s', found none (%s)".formatted(fileName, where));
    }
    fetch(List.of(new FileSource(fileName, target, "", () -> url(files, fileName))));
    return target;
  }

  private static String url(AttachedFiles files, String fileName) {
    return files.list(true).stream()
        .filter(file -> file.fileName().equals(fileName))
        .map(AttachedFile::url)
        .findFirst()
        .orElse("");
  }

  private List<Path> fetch(FileSources wanted) throws IOException {
    List<Path> fetched = fetch(wanted.sorted());
    wanted.complain(fetched);
    return fetched;
  }

  private List<Path> fetch(List<FileSource> sources) throws IOException {
    Tally progress = new Tally(listener, sources.size());
    WorkStack work = new WorkStack();
    ObjectStorage storage = ObjectStorage.of(client);
    List<Download> downloads = new ArrayList<>();
    for (int i = sources.size() - 1; i >= 0; i--) { // so that the first is on top
      Download download = new Download(storage, sources.get(i), progress, work, verified);
      downloads.add(download);
      work.push(download::open);
    }
    try {
      work.run(connections, "hibi-download");
    } finally {
      for (Download download : downloads) {
        download.close();
      }
    }
    return sources.stream().map(FileSource::target).toList();
  }

  /** The options of downloads. Not thread-safe. */
  public static final class Builder {
    private static final int MOST_CONNECTIONS = 64;

    private final KamonohashiClient client;
    private int connections = 4;
    private TransferListener listener = progress -> {};
    private boolean verified = true;

    private Builder(KamonohashiClient client) {
      this.client = client;
    }

    /** How many ranges are on their way at a time, of all files together, 1 to 64. Default: 4. */
    public Builder connections(int count) {
      this.connections = count;
      return this;
    }

    /** Hears how far each call is. Default: nobody. */
    public Builder listener(TransferListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Whether what has come is compared with the storage's ETag. Default: yes. Not for a storage
     * whose tags look like MD5s and are none, nor for files that were sent in parts of a size that
     * nobody uses.
     */
    public Builder verify(boolean verified) {
      this.verified = verified;
      return this;
    }

    /**
     * The downloads.
     *
     * @throws IllegalArgumentException if the number of connections is out of its range
     */
    public Downloads build() {
      if (connections < 1 || connections > MOST_CONNECTIONS) {
        throw new IllegalArgumentException(
            "bad connections: expected 1 to %d, found %d".formatted(MOST_CONNECTIONS, connections));
      }
      return new Downloads(this);
    }
  }
}
