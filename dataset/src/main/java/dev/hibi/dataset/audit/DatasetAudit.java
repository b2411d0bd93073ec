package dev.hibi.dataset.audit;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Examines data sets before a model is trained on them.
 *
 * <h2>What does it look for?</h2>
 *
 * <p>Copies within and across splits and classes ({@link NearDuplicates}); images that cannot be
 * read, are blank or blurred; classes that brightness or contrast alone tells apart. All of it is
 * in the {@link AuditReport}. The audit goes on after an image that cannot be read.
 *
 * <h2>What does it cost?</h2>
 *
 * <p>Each image is read once, and those with a copy once or twice more. About a kilobyte an image
 * is kept, no pixels.
 *
 * <h2>Who closes, which threads?</h2>
 *
 * <p>The splits stay the caller's and are to be kept open while the audit runs. It runs on threads
 * of its own that end with it. {@link #cancel} may be called from any thread, also by the listener.
 */
public final class DatasetAudit {
  private final Catalog catalog;
  private final AuditListener listener;
  private final int threads;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  private DatasetAudit(Builder builder) {
    this.catalog = new Catalog(builder.splits);
    this.listener = builder.listener;
    this.threads = builder.threads;
  }

  /** A builder without a split. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Examines all splits.
   *
   * @throws java.util.concurrent.CancellationException if {@link #cancel} was called or the calling
   *     thread was interrupted (its flag stays set)
   * @throws IOException if an image can be read at first and not a second time
   */
  public AuditReport run() throws IOException {
    try (Workers workers = new Workers(threads, cancelled, listener)) {
      Measurement[] measurements = NearDuplicates.measure(catalog, workers);
      NearDuplicates duplicates = NearDuplicates.of(catalog, measurements, workers);
      return new Summary(catalog, measurements).report(duplicates);
    }
  }

  /** Ends this audit soon, or lets it not begin. Idempotent. */
  public void cancel() {
    cancelled.set(true);
  }

  /** Decodes an image of this audit's report. */
  RgbImage decode(AuditedImage image) throws IOException {
    return catalog.decode(image);
  }

  /** Options of a {@link DatasetAudit}. */
  public static final class Builder {
    private final Map<String, ZipImageFolder> splits = new LinkedHashMap<>();
    private AuditListener listener = (phase, done, total) -> {};
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder() {}

    /**
     * Adds a data set. The first is the one that a model learns from; what later ones share with an
     * earlier one is a leak.
     *
     * @param name such as "train" or "test"
     * @param images not closed by the audit
     * @throws IllegalArgumentException if the name was given before
     */
    public Builder split(String name, ZipImageFolder images) {
      if (splits.putIfAbsent(name, images) != null) {
        throw new IllegalArgumentException(
            "split given twice: expected a new name, found '" + name + "'");
      }
      return this;
    }

    /** Who hears of the progress; default nobody. */
    public Builder listener(AuditListener listener) {
      this.listener = listener;
      return this;
    }

    /** Threads that read and compare; default the available processors. */
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * An audit that has not begun.
     *
     * @throws IllegalArgumentException if there is no split or the number of threads is below 1
     */
    public DatasetAudit build() {
      if (splits.isEmpty()) {
        throw new IllegalArgumentException("no split: expected at least 1, found 0");
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            "bad number of threads: expected at least 1, found " + threads);
      }
      return new DatasetAudit(this);
    }
  }
}
