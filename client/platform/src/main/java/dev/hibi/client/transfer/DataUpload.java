package dev.hibi.client.transfer;

import dev.hibi.client.InterruptibleFuture;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.DataApi.StoredFile;
import dev.hibi.client.api.UploadApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Files that become data of the platform, or more files of data that are there.
 *
 * <pre>{@code
 * long id =
 *     DataUpload.builder(client, "bridge")
 *         .tags(List.of("2026"))
 *         .files(List.of(Path.of("train.zip"), Path.of("test.zip")))
 *         .resumeFile(Path.of("bridge.upload"))
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p><b>What is sent.</b> Each file in parts, several at a time, read from the disk as the network
 * takes them: memory does not grow with the files. A part that fails in a way that may pass is sent
 * again, as the client's {@link RetryPolicy} says. The storage's addresses are good for a day; a
 * file that takes longer is begun again, twice at most.
 *
 * <p><b>What is refused.</b> Files that are empty, not there or of the same name, and more than
 * 10,000: before anything is made.
 *
 * <p><b>What is left after a failure.</b> Nothing, of new data: the record is removed; also when
 * its making was never answered, as long as the platform is reached again. Of data that were there
 * before, files that were registered already; that is none, if there are fewer than 5,000. With a
 * {@link Builder#resumeFile resume file} all that was sent stays, and the next upload with this
 * file goes on with it, also in another process. Parts that were sent and are not used stay in the
 * storage until it clears them away.
 *
 * <p>Immutable. A run uses threads of its own, which have ended when it returns.
 */
public final class DataUpload {
  private static final int MOST_FILES = 10_000;

  private final KamonohashiClient client;
  private final Optional<DataApi.Create> record;
  private final OptionalLong dataId;
  private final List<Path> paths;
  private final int connections;
  private final long partSize;
  private final @Nullable Path resumeFile;
  private final TransferListener listener;

  private DataUpload(Builder builder) {
    this.client = builder.client;
    this.dataId = builder.dataId;
    this.record =
        dataId.isPresent()
            ? Optional.empty()
            : Optional.of(new DataApi.Create(builder.name, builder.memo, builder.tags));
    this.paths = List.copyOf(builder.paths);
    this.connections = builder.connections;
    this.partSize = builder.partSize;
    this.resumeFile = builder.resumeFile;
    this.listener = builder.listener;
  }

  /** An upload of new data. */
  public static Builder builder(KamonohashiClient client, String name) {
    return new Builder(client, name, OptionalLong.empty());
  }

  /** An upload of more files of data that are there. */
  public static Builder builder(KamonohashiClient client, long dataId) {
    return new Builder(client, "", OptionalLong.of(dataId));
  }

  /**
   * Uploads, and returns when the platform has the files. An interrupted thread's upload ends with
   * an exception, the flag set.
   *
   * @return the id of the data
   * @throws IOException if a file is refused, cannot be read or changes meanwhile, or if the resume
   *     file is of another upload
   * @throws KamonohashiException if the platform or its storage does not do its part
   */
  public long run() throws IOException {
    List<LocalFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(LocalFile.of(path));
    }
    try (UploadJournal journal = journal()) {
      journal.requireOf(files);
      boolean resumed = journal.dataId().isPresent() && isThere(journal);
      long id = resumed ? journal.dataId().getAsLong() : record(journal);
      boolean kept = record.isEmpty() || resumed;
      try {
        if (!resumed) {
          checkNames(id);
          journal.append(new JournalLine.DataRecord(id).line());
          kept |= resumeFile != null;
        }
        List<StoredFile> stored = send(files, journal);
        new FileRegistration(client, id).register(stored, resumed);
      } catch (IOException | RuntimeException | Error e) {
        if (!kept) {
          remove(id, e);
        }
        throw e;
      }
      journal.delete();
      return id;
    }
  }

  /**
   * {@link #run} in an executor. To cancel the future is to interrupt the upload, which then cleans
   * up as it does after any failure.
   */
  public CompletableFuture<Long> start(Executor executor) {
    return InterruptibleFuture.start(this::run, executor);
  }

  private UploadJournal journal() throws IOException {
    return resumeFile == null
        ? UploadJournal.none()
        : UploadJournal.open(resumeFile, client.server().toString(), target());
  }

  private String target() {
    return record
        .map(create -> "new data '" + create.name() + "'")
        .orElseGet(() -> "data " + dataId.getAsLong());
  }

  /** Whether the record of an earlier run still is; if not, that run is forgotten. */
  private boolean isThere(UploadJournal journal) throws IOException {
    try {
      client.data().get(journal.dataId().getAsLong());
      return true;
    } catch (KamonohashiException.NotFound e) {
      journal.restart();
      return false;
    }
  }

  /** The record there is, a new one, or one whose making an earlier run did not see the end of. */
  private long record(UploadJournal journal) throws IOException {
    if (record.isEmpty()) {
      return dataId.getAsLong();
    }
    NewRecord making = new NewRecord(client, record.get());
    OptionalLong before = journal.makingAfter();
    if (before.isPresent()) {
      Optional<Long> left = making.find(before.getAsLong());
      if (left.isPresent()) {
        return left.get();
      }
    }
    long after = before.isPresent() ? before.getAsLong() : making.latest();
    journal.append(new JournalLine.Making(after).line());
    return making.make(after, resumeFile != null);
  }

  private void checkNames(long id) throws IOException {
    if (record.isPresent()) {
      return;
    }
    Set<String> there = new FileRegistration(client, id).names();
    for (Path path : paths) {
      String name = String.valueOf(path.getFileName());
      if (there.contains(name)) {
        throw new IOException(
            "bad file: expected a name that data %d do not have, found '%s'".formatted(id, name));
      }
    }
    if (there.size() + paths.size() > MOST_FILES) {
      throw new IOException(
          "too many files: expected at most %d, found %d (data %d)"
              .formatted(MOST_FILES, there.size() + paths.size(), id));
    }
  }

  private List<StoredFile> send(List<LocalFile> files, UploadJournal journal) throws IOException {
    return new StorageUpload(client, UploadApi.DATA, connections, partSize, listener)
        .send(files, journal);
  }

  /** Of an interrupted thread, too. */
  private void remove(long id, Throwable reason) {
    boolean interrupted = Thread.interrupted();
    try {
      client.data().delete(id);
    } catch (KamonohashiException e) {
      reason.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The options of an upload. Not thread-safe. */
  public static final class Builder {
    private static final int MOST_CONNECTIONS = 64;

    private final KamonohashiClient client;
    private final String name;
    private final OptionalLong dataId;
    private final List<Path> paths = new ArrayList<>();
    private String memo = "";
    private List<String> tags = List.of();
    private int connections = 4;
    private long partSize = PartPlan.USUAL_PART;
    private @Nullable Path resumeFile;
    private TransferListener listener = progress -> {};

    private Builder(KamonohashiClient client, String name, OptionalLong dataId) {
      this.client = client;
      this.name = name;
      this.dataId = dataId;
    }

    /** A memo for the new data. Default: none. */
    public Builder memo(String memo) {
      this.memo = memo;
      return this;
    }

    /** Tags for the new data. Default: none. */
    public Builder tags(List<String> tags) {
      this.tags = List.copyOf(tags);
      return this;
    }

    /** A file more. */
    public Builder file(Path path) {
      paths.add(path);
      return this;
    }

    /** Some files more. */
    public Builder files(Collection<Path> more) {
      paths.addAll(more);
      return this;
    }

    /** How many parts are on their way at a time, of all files together, 1 to 64. Default: 4. */
    public Builder connections(int count) {
      this.connections = count;
      return this;
    }

    /**
     * How large a part is, 5 MiB to 5 GiB. Default: 16 MiB. A file that would have more than 10,000
     * parts gets larger ones.
     *
     * @param bytes of a part
     */
    public Builder partSize(long bytes) {
      this.partSize = bytes;
      return this;
    }

    /**
     * Keeps in a file how far the upload is, and goes on where an earlier upload with this file has
     * ended. The file is removed when the upload is done. Until then whoever can read it can write
     * to the addresses in it, which are good for a day; on POSIX file systems that is its owner.
     * Default: none.
     */
    public Builder resumeFile(Path file) {
      this.resumeFile = file;
      return this;
    }

    /** Hears how far the upload is. Default: nobody. */
    public Builder listener(TransferListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * The upload; nothing is looked at or sent yet.
     *
     * @throws IllegalArgumentException if a number is out of its range, two files have a name,
     *     there are no files or more than 10,000, or data that are there are given a memo or tags
     */
    public DataUpload build() {
      check("connections", connections, 1, MOST_CONNECTIONS);
      check("part size", partSize, PartPlan.SMALLEST_PART, PartPlan.LARGEST_PART);
      check("number of files", paths.size(), 1, MOST_FILES);
      Set<Path> names = new HashSet<>();
      for (Path path : paths) {
        if (!names.add(path.getFileName())) {
          throw new IllegalArgumentException(
              "bad files: expected different names, found '%s' twice (%s)"
                  .formatted(path.getFileName(), path));
        }
      }
      if (dataId.isPresent() && !(memo.isEmpty() && tags.isEmpty())) {
        throw new IllegalArgumentException(
            "bad upload: expected memo and tags for new data only, found data "
                + dataId.getAsLong());
      }
      return new DataUpload(this);
    }

    private static void check(String what, long value, long least, long most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "bad %s: expected %d to %d, found %d".formatted(what, least, most, value));
      }
    }
  }
}
