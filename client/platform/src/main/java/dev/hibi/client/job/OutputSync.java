package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.OutputFiles;
import dev.hibi.client.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is kept as a job's output is: again and again what is new or has changed is
 * fetched, as {@link Downloads} does. What the job has deleted stays here.
 *
 * <pre>{@code
 * OutputSync.builder(client, job.id(), Path.of("output"))
 *     .only(OutputFiles.matching("run/**"))
 *     .build()
 *     .untilEnd();
 * }</pre>
 *
 * <p>It remembers what it has fetched. For one thread.
 */
public final class OutputSync {
  private static final Logger LOG = LoggerFactory.getLogger(OutputSync.class);

  private final Builder options;
  private final Downloads downloads;
  private final Map<String, OutputFile> fetched = new HashMap<>();
  private final Set<String> refused = new LinkedHashSet<>();

  private OutputSync(Builder options) {
    this.options = options;
    this.downloads = Downloads.builder(options.client).listener(options.transfers).build();
  }

  /**
   * A folder for a job's output.
   *
   * @param folder made if it is not there
   */
  public static Builder builder(KamonohashiClient client, long trainingId, Path folder) {
    return new Builder(client, trainingId, folder);
  }

  /**
   * Fetches what is new or has changed since the last time.
   *
   * @return what was fetched, by name
   * @throws IOException if a name leads out of the folder or a file cannot be written
   * @throws KamonohashiException if platform or storage fail
   */
  public List<Path> once() throws IOException {
    Map<String, OutputFile> changed =
        OutputFiles.of(options.client, options.id)
            .list(refused::add)
            .filter(options.wanted)
            .filter(file -> !file.equals(fetched.get(file.path())))
            .filter(file -> !isThere(file))
            .collect(Collectors.toMap(OutputFile::path, file -> file));
    if (changed.isEmpty()) {
      return List.of();
    }
    List<Path> paths = downloads.outputFiles(options.id, changed.keySet(), options.folder);
    fetched.putAll(changed);
    paths.forEach(options.listener);
    return paths;
  }

  /** The names of files that were left out, each with where it is: they lead elsewhere. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** Fetched by an earlier one: the storage's size and, in whole seconds, its date. */
  private boolean isThere(OutputFile file) {
    Path path = options.folder.resolve(file.path());
    try {
      return Files.isRegularFile(path)
          && Files.size(path) == file.size()
          && file.lastModified()
              .map(Instant::getEpochSecond)
              .equals(Optional.of(Files.getLastModifiedTime(path).toInstant().getEpochSecond()));
    } catch (IOException e) {
      return false; // it is fetched, which tells what is wrong
    }
  }

  /**
   * Fetches what is new at each look at the job, until it is over and all has been fetched. A file
   * that changes too fast to be fetched is tried again at the next look.
   *
   * @throws IOException if a name leads out of the folder, or files cannot be fetched for longer
   *     than the policy's patience
   * @throws KamonohashiException if platform or storage fail for as long
   */
  public JobResult untilEnd() throws IOException, InterruptedException {
    JobWatch watch =
        new JobWatch(options.client, options.id, options.policy, options.polling.clock());
    Patience trouble = new Patience(options.polling.clock(), options.policy.patience());
    return options.polling.until(
        options.policy.interval(),
        () -> {
          Optional<JobResult> result = watch.look().result(); // before the last files are listed
          return isFetched(trouble) ? result : Optional.empty();
        });
  }

  private boolean isFetched(Patience trouble) throws IOException {
    try {
      once();
      trouble.renew();
      return true;
    } catch (FileSystemException e) {
      throw e; // of this machine, which another look does not mend
    } catch (IOException | KamonohashiException e) {
      if (!trouble.bears()) {
        throw e;
      }
      LOG.debug("output of training {} is tried again: {}", options.id, e.getMessage());
      return false;
    }
  }

  /** Makes an {@link OutputSync}. Not thread-safe. */
  public static final class Builder {
    final KamonohashiClient client;
    final long id;
    final Path folder;
    Predicate<OutputFile> wanted = file -> true;
    WatchPolicy policy = WatchPolicy.DEFAULT.interval(Duration.ofSeconds(15));
    Polling polling = Polling.REAL;
    Consumer<Path> listener = path -> {};
    TransferListener transfers = progress -> {};

    private Builder(KamonohashiClient client, long id, Path folder) {
      this.client = Objects.requireNonNull(client);
      this.id = id;
      this.folder = Objects.requireNonNull(folder);
    }

    private Builder(Builder other) {
      this(other.client, other.id, other.folder);
      this.wanted = other.wanted;
      this.policy = other.policy;
      this.polling = other.polling;
      this.listener = other.listener;
      this.transfers = other.transfers;
    }

    /** Which files. Default: all. */
    public Builder only(Predicate<OutputFile> wanted) {
      this.wanted = Objects.requireNonNull(wanted);
      return this;
    }

    /** How the job is watched. Default: every 15 seconds, else as always. */
    public Builder policy(WatchPolicy policy) {
      this.policy = Objects.requireNonNull(policy);
      return this;
    }

    Builder polling(Polling polling) {
      this.polling = polling;
      return this;
    }

    /** Told of each file when it is there, by the thread that runs this. */
    public Builder listener(Consumer<Path> listener) {
      this.listener = Objects.requireNonNull(listener);
      return this;
    }

    /** Hears how far each transfer is. Default: nobody. */
    public Builder transfers(TransferListener listener) {
      this.transfers = Objects.requireNonNull(listener);
      return this;
    }

    /** The folder, nothing fetched yet. */
    public OutputSync build() {
      return new OutputSync(new Builder(this));
    }
  }
}
