package dev.hibi.dataset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.dataset.Sampler;
import ai.djl.util.Progress;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.PerEpoch;
import dev.hibi.Preparation;
import dev.hibi.SampleIdentity;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.SamplePreparation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An application's own labelled images, such as those of a database or a service, as a data set.
 *
 * <pre>{@code
 * ImageTable train =
 *     ImageTable.builder(ClassLabels.of("sound", "cracked"), rows)
 *         .name(row -> "photograph " + row.id())
 *         .label(Row::label)
 *         .file(row -> download(row.id()))
 *         .preprocessing(TrainingPreprocessing.inspection(ImageSpec.imagenet(128)))
 *         .build();
 * }</pre>
 *
 * <p>Rows are held in memory, files are not: threads of the data set read, decode and prepare them
 * ahead of the consumer, several at a time, as those of a {@link ZipImageFolder}. What cannot be
 * read or decoded makes {@code next()} of the iterator throw {@link java.io.UncheckedIOException},
 * and a training {@link IOException}, whose message names the sample.
 *
 * <p>Random views are drawn from (seed, epoch, name) alone; {@link #forEpoch} gives an epoch by its
 * number, and without it each call of {@code getData} is the next one.
 *
 * <p>Whoever built it closes it, which ends its threads; they also end by themselves when idle.
 * Views share them, and closing a view does nothing. Thread-safe, except that each iterator belongs
 * to one thread at a time.
 */
public final class ImageTable extends RandomAccessDataset
    implements LabeledImages, PerEpoch<ImageTable>, AutoCloseable {
  private static final int BATCH_SIZE = 32;
  private static final int IMAGE_SIZE = 224;
  private static final int BATCHES_AHEAD = 2;

  private final OpenTable table;
  private final TableSelection samples;
  private final EpochCounter epochs;
  private final boolean owner;

  private ImageTable(OpenTable table, TableSelection samples, EpochCounter epochs, boolean owner) {
    super(new Sampling().setSampling(BATCH_SIZE, false));
    this.table = table;
    this.samples = samples;
    this.epochs = epochs;
    this.owner = owner;
  }

  private static final class Sampling extends BaseBuilder<Sampling> {
    @Override
    protected Sampling self() {
      return this;
    }
  }

  /** What DJL keeps of a data set for its own views is not used. */
  @Override
  public void prepare(@Nullable Progress progress) {}

  /**
   * A table of rows in an order that stays.
   *
   * @param labels the classes, in the order of their numbers
   * @param rows whatever a row is to the application; copied
   * @param <R> a row
   */
  public static <R> Builder<R> builder(ClassLabels labels, List<? extends R> rows) {
    return new Builder<>(labels, List.copyOf(rows));
  }

  @Override
  protected long availableSize() {
    return samples.size();
  }

  @Override
  public ClassLabels labels() {
    return table.rows().labels();
  }

  /**
   * Its digest is taken over a line for each sample, sorted: class, name and version, divided by
   * tabs and ended by a newline. The files are not read for it.
   */
  @Override
  public DataSummary summary() {
    return samples.summary();
  }

  @Override
  public Preparation preparation() {
    return samples.preparation().description();
  }

  @Override
  public String name(long index) {
    return table.rows().name(samples.position(index));
  }

  @Override
  public int label(long index) {
    return samples.label(index);
  }

  @Override
  public Optional<String> group(long index) {
    return table.rows().group(samples.position(index));
  }

  /** Its name and version, of length 0; empty without {@link Builder#version}. */
  @Override
  public Optional<SampleIdentity> identity(long index) {
    int position = samples.position(index);
    return table
        .rows()
        .version(position)
        .map(version -> new SampleIdentity(table.rows().name(position), 0, version));
  }

  @Override
  public byte[] bytes(long index) throws IOException {
    return table.rows().bytes(samples.position(index));
  }

  /** One prepared sample, on the calling thread: float32 (3, H, W) and an int64 scalar. */
  @Override
  public Record get(NDManager manager, long index) throws IOException {
    ImageSpec spec = samples.preparation().spec();
    float[] floats = new float[spec.floatCount()];
    samples.preparation().prepare(samples.position(index), epochs.first(), floats);
    NDArray data = BatchArrays.one(manager, spec, floats);
    return new Record(new NDList(data), new NDList(manager.create((long) label(index))));
  }

  /**
   * The batches of one epoch.
   *
   * @param executor not used: the data set has threads of its own
   */
  @Override
  public Iterable<Batch> getData(
      NDManager manager, Sampler sampler, @Nullable ExecutorService executor) {
    BatchPass.Consumer consumer =
        new BatchPass.Consumer(manager, device, dataBatchifier, labelBatchifier);
    BatchPass pass = new BatchPass(samples, epochs.next(), consumer);
    return () -> new PreparedBatches(sampler.sample(this), table.pool(), BATCHES_AHEAD, pass);
  }

  @Override
  public ImageTable forEpoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("negative epoch: expected 0 or more, found " + epoch);
    }
    return new ImageTable(table, samples, EpochCounter.fixed(epoch), false);
  }

  @Override
  public Optional<ImageTable> unaugmented() {
    return Optional.of(new ImageTable(table, samples.unaugmented(), epochs.fresh(), false));
  }

  @Override
  protected RandomAccessDataset newSubDataset(int[] indices, int from, int to) {
    return select(Arrays.stream(indices, from, to).asLongStream().boxed().toList());
  }

  @Override
  protected RandomAccessDataset newSubDataset(List<Long> indices) {
    return select(indices);
  }

  /**
   * A view of some samples in the order given, with epochs of its own.
   *
   * @param indices each 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public ImageTable select(List<Long> indices) {
    return new ImageTable(table, samples.of(indices), epochs.fresh(), false);
  }

  /** Ends the threads; iterators under way fail with {@link IllegalStateException}. Idempotent. */
  @Override
  public void close() {
    if (owner) {
      table.close();
    }
  }

  /**
   * Reads a row's image file.
   *
   * @param <R> a row
   */
  @FunctionalInterface
  public interface Reader<R> {

    /**
     * The file's bytes, of any format that is read; by several threads at a time.
     *
     * @throws Exception whatever says that it cannot be had; becomes an {@link IOException} that
     *     names the sample
     */
    byte[] read(R row) throws Exception;
  }

  /**
   * Says what the rows are. {@link #file} and one of {@link #label} and {@link #labelNumber} must
   * be given.
   *
   * @param <R> a row
   */
  public static final class Builder<R> {
    private final ClassLabels labels;
    private final List<R> rows;
    private Function<? super R, String> name = String::valueOf;
    private @Nullable ToIntFunction<? super R> label;
    private @Nullable Reader<? super R> file;
    private Function<? super R, @Nullable String> group = row -> null;
    private Function<? super R, @Nullable String> version = row -> null;
    private Preprocessing preprocessing =
        new EvaluationPreprocessing(ImageSpec.imagenet(IMAGE_SIZE));
    private long seed;
    private long cacheBytes;
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder(ClassLabels labels, List<R> rows) {
      this.labels = labels;
      this.rows = rows;
    }

    /** What people find a sample by; different for each row. Default: the row as a string. */
    public Builder<R> name(Function<? super R, String> name) {
      this.name = name;
      return this;
    }

    /** A row's class by its name. */
    public Builder<R> label(Function<? super R, String> label) {
      this.label = row -> labels.indexOf(label.apply(row));
      return this;
    }

    /** A row's class by its number, from 0. */
    public Builder<R> labelNumber(ToIntFunction<? super R> number) {
      this.label = number;
      return this;
    }

    /** How a row's image file is read. */
    public Builder<R> file(Reader<? super R> file) {
      this.file = file;
      return this;
    }

    /** What must not be divided between training and test; null for none. Default: none. */
    public Builder<R> group(Function<? super R, @Nullable String> group) {
      this.group = group;
      return this;
    }

    /**
     * What changes with a row's file, such as a checksum or the time of its last change, so that a
     * run that goes on tells which files have changed; null for unknown. Default: unknown.
     */
    public Builder<R> version(Function<? super R, @Nullable String> version) {
      this.version = version;
      return this;
    }

    /** As {@link FolderOptions#optPreprocessing}. */
    public Builder<R> preprocessing(Preprocessing preprocessing) {
      this.preprocessing = preprocessing;
      return this;
    }

    /** What all random choices of the preprocessing derive from; default 0. */
    public Builder<R> seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Memory for decoded images, in bytes; default 0. Those that find room are read once only. */
    public Builder<R> cacheBytes(long cacheBytes) {
      this.cacheBytes = cacheBytes;
      return this;
    }

    /** Threads that read and prepare; default: the processors. More where reading means waiting. */
    public Builder<R> threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Asks each row for its name, label, group and version. No file is read yet.
     *
     * @return a data set that the caller closes
     * @throws IllegalArgumentException if there is no row; two have one name, or one has a name
     *     with control characters, which does for no list; one's label is none of the classes, of
     *     which the message names the sample; or an option is missing or out of range
     */
    public ImageTable build() {
      if (file == null || label == null) {
        throw new IllegalArgumentException(
            "table incomplete: expected file and label, found no "
                + (file == null ? "file" : "label"));
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            "bad number of threads: expected at least 1, found " + threads);
      }
      if (cacheBytes < 0) {
        throw new IllegalArgumentException(
            "bad size of the cache: expected 0 or more bytes, found " + cacheBytes);
      }
      TableRows<R> table = new TableRows<>(labels, rows, file, name, label, group, version);
      SamplePreparation preparation = new SamplePreparation(table, preprocessing, cacheBytes, seed);
      OpenTable open = OpenTable.of(table, preparation, threads);
      return new ImageTable(open, TableSelection.all(open), EpochCounter.counting(), true);
    }
  }
}
