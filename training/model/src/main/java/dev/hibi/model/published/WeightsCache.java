package dev.hibi.model.published;

import dev.hibi.ProcessLock;
import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A folder of published weights, each fetched when it is first asked for.
 *
 * <p>A file appears whole and checked or not at all; a download that broke off goes on where it
 * was, also in a later process. Several processes may ask for the same file: one fetches it, the
 * others wait. Immutable and thread-safe.
 */
public final class WeightsCache {
  /*
   * NAME, whole and checked; .NAME.part, what has come of it; .NAME.lock, held by the process that
   * fetches it.
   */
  private static final URI TORCHVISION = URI.create("https://download.pytorch.org/models/");
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Path folder;
  private final URI source;
  private final Consumer<URI> listener;
  private final Download.Patience patience;

  private WeightsCache(Builder builder) {
    this.folder = builder.folder;
    this.source = builder.source;
    this.listener = builder.listener;
    this.patience = builder.patience;
  }

  /** In a folder, which is made when something is fetched. */
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  /**
   * In {@code weights} in the cache of whoever runs this: {@code HIBI_CACHE}, else {@code hibi} in
   * {@code XDG_CACHE_HOME}, else in the system's own folder of caches; from {@code
   * HIBI_WEIGHTS_URL} where that is set.
   *
   * @param environment such as {@code System.getenv()}
   * @throws IllegalArgumentException if the address is none
   */
  public static Builder builder(Map<String, String> environment) {
    Path home = Path.of(System.getProperty("user.home"));
    Path caches = CacheFolder.of(environment, System.getProperty("os.name"), home);
    Builder builder = new Builder(caches.resolve("weights"));
    String source = environment.getOrDefault("HIBI_WEIGHTS_URL", "");
    return source.isBlank() ? builder : builder.source(address(source));
  }

  private static URI address(String text) {
    try {
      return URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "bad HIBI_WEIGHTS_URL: expected an address, found '" + text + "'", e);
    }
  }

  /** Where a file is, or will be. */
  public Path path(PublishedWeights weights) {
    return folder.resolve(weights.fileName());
  }

  /**
   * The file, which is fetched if it is not there or damaged.
   *
   * @throws IOException if it cannot be fetched or is not what was published: one line, with the
   *     address and the file; an {@link InterruptedIOException} if the thread is interrupted
   */
  public Path fetch(PublishedWeights weights) throws IOException {
    Path target = path(weights);
    if (isWhole(target, weights)) {
      return target;
    }
    Files.createDirectories(folder);
    ProcessLock lock = lock(weights);
    try {
      if (!isWhole(target, weights)) { // else another process has fetched it
        fetch(weights, target);
      }
      return target;
    } finally {
      lock.close();
    }
  }

  private void fetch(PublishedWeights weights, Path target) throws IOException {
    URI address = source.resolve(weights.fileName());
    Path part = folder.resolve("." + weights.fileName() + ".part");
    listener.accept(address);
    new Download(address, target, patience).into(part);
    String digest = Sha256.of(part);
    if (!digest.startsWith(weights.digestHead())) {
      Files.delete(part);
      throw new IOException(
          "bad weights: expected a SHA-256 that begins with %s, found %s (%s, removed)"
              .formatted(weights.digestHead(), digest, address));
    }
    WholeFiles.moveIntoPlace(part, target);
  }

  private static boolean isWhole(Path file, PublishedWeights weights) throws IOException {
    return Files.isRegularFile(file) && Sha256.of(file).startsWith(weights.digestHead());
  }

  private ProcessLock lock(PublishedWeights weights) throws IOException {
    Path file = folder.resolve("." + weights.fileName() + ".lock");
    try {
      while (true) {
        Optional<ProcessLock> lock = ProcessLock.take(file);
        if (lock.isPresent()) {
          return lock.get();
        }
        Thread.sleep(LOOK.toMillis());
      }
    } catch (InterruptedException e) {
      throw Download.interrupted(e);
    }
  }

  /** Makes a {@link WeightsCache}. */
  public static final class Builder {
    private final Path folder;
    private URI source = TORCHVISION;
    private Consumer<URI> listener = address -> {};
    private Download.Patience patience = Download.Patience.USUAL;

    private Builder(Path folder) {
      this.folder = folder.toAbsolutePath();
    }

    /**
     * Where the files are; default {@code https://download.pytorch.org/models/}.
     *
     * @throws IllegalArgumentException unless it is an address of http or https
     */
    public Builder source(URI source) {
      boolean known = "http".equals(source.getScheme()) || "https".equals(source.getScheme());
      if (!known || source.getHost() == null) {
        throw new IllegalArgumentException(
            "bad source of weights: expected http://HOST/ or https://HOST/, found '"
                + source
                + "'");
      }
      String text = source.toString();
      this.source = text.endsWith("/") ? source : URI.create(text + "/");
      return this;
    }

    /** Is told the address when something is about to be fetched; default nobody. */
    public Builder onFetch(Consumer<URI> listener) {
      this.listener = listener;
      return this;
    }

    Builder patience(Download.Patience patience) {
      this.patience = patience;
      return this;
    }

    /** The cache. */
    public WeightsCache build() {
      return new WeightsCache(this);
    }
  }
}
