package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Writes what a training run reports, for TensorBoard to show.
 *
 * <p><b>What happens when a value is logged?</b> The calling thread encodes it into a queue, and a
 * thread of this writer writes the queue to the file. When the queue is full, the caller waits:
 * memory is bounded, nothing is lost. What was logged is in the file, readable by others, after the
 * {@linkplain Builder#flushInterval flush interval} at the latest, or when {@link #flush} or {@link
 * #close} returns. A writer that is still open when the virtual machine shuts down is {@linkplain
 * Builder#closeOnExit closed then}. Only a process that is killed loses the values of the last
 * interval. Nothing is forced to the disk, so a machine that loses power may lose more.
 *
 * <p><b>What if the disk is full?</b> The next call throws: {@link UncheckedIOException} from those
 * that log, {@link IOException} from {@link #flush} and the first {@link #close}. All later ones
 * that log or flush do the same. No caller is left waiting.
 *
 * <p><b>How is a run resumed?</b> With {@link Builder#resumeAt}: values of that step and later that
 * an interrupted run has left are void for TensorBoard. A run that is not resumed voids, in the
 * same way, everything that older event files of its directory say. Old files are never written to.
 *
 * <p><b>Which threads?</b> Any number may log, flush and close. Values of one thread stay in order.
 * Interruption is no reason to lose a value: an interrupted thread does what it was asked to do and
 * keeps its flag.
 *
 * <p><b>Who closes?</b> Whoever built it. It owns its file, its thread and the lock on the run
 * directory. There can be one live writer in a run directory, since TensorBoard stops reading a
 * file when it sees a later one; the lock, on the file {@code .summary-writer.lock}, ends with the
 * process.
 *
 * <p><b>What makes a tag?</b> Anything printable that is not blank and none of TensorBoard's own
 * ({@code _hparams_/…}, {@code custom_scalars__config__}). A tag holds one kind of value. What
 * stands before its first slash groups it with others on the page. Steps are at least 0 and should
 * grow within a tag, since TensorBoard's default reader drops a tag's values of the same step and
 * later when it meets a value.
 *
 * <h2>The format</h2>
 *
 * <p>A run is a directory. Its event files are the files whose names contain {@code tfevents}, read
 * in the order of their names; this writer's are named {@code
 * events.out.tfevents.<seconds>.<host>.<process>.0<suffix>}, with ten digits of seconds since 1970,
 * increased where needed so that the name sorts after all that are there.
 *
 * <p>An event file is a sequence of records, numbers little-endian:
 *
 * <pre>
 *  8 bytes  length n of the data
 *  4 bytes  masked CRC-32C of these 8 bytes
 *  n bytes  data: a protobuf message of type tensorflow.Event
 *  4 bytes  masked CRC-32C of the data
 * </pre>
 *
 * <p>Masked means: rotated right by 15 bits, then 0xa282ead8 added modulo 2^32. An event has the
 * wall time in seconds (field 1, double), the step (field 2, int64) and one of:
 *
 * <pre>
 *  field 3  file_version  "brain.Event:2": the first event of a file
 *  field 4  graph_def     a message tensorflow.GraphDef: see {@link GraphNode}
 *  field 7  session_log   {1 status: 1 (START)}: the second event of a writer's first file; its
 *                         step is 0 in a fresh run and N after resumeAt(N): TensorBoard drops what
 *                         stands before it and has this step or a later one
 *  field 5  summary       {1 value: {1 tag, and what follows}}
 *    scalar               2 simple_value (float)
 *    all other kinds      8 tensor {1 dtype, 2 shape, 4 tensor_content or 8 string_val} and, in a
 *                         file's first value of the tag,
 *                         9 metadata {1 plugin_data {1 plugin_name, 2 content}, 4 data_class}
 *
 *  kind            plugin_name     data_class  tensor
 *  text            text            tensor      string (): UTF-8
 *  histogram       histograms      tensor      float64 (k, 3): left edge, right edge and count of
 *                                              each bucket; the last one includes its right edge
 *  images          images          blobs       string (2 + n): width, height, n PNG files
 *  audio           audio           blobs       string (1): a WAV file; content {2: 11 (WAV)}
 *  PR curve        pr_curves       tensor      see {@link PrCurve}
 *  hyperparameters hparams         tensor      see {@link HParams}
 *  layout          custom_scalars  tensor      see {@link ScalarLayout}
 *  mesh            mesh            tensor      see {@link Mesh}
 * </pre>
 *
 * <p>dtype is 1 for float32, 2 for float64, 3 for int32, 4 for uint8, 7 for string; data_class is 2
 * for tensors, 3 for sequences of blobs. Embeddings are no events but files: see {@link Embedding}.
 *
 * <p>{@link EventFileReader} reads it.
 */
public final class SummaryWriter implements AutoCloseable {
  /** Of AudioPluginData.Encoding. */
  private static final int WAVE = 11;

  private final Path directory;
  private final EventLog log;
  private final ScalarCharts charts = new ScalarCharts();
  private final EmbeddingFiles embeddings; // guarded by itself

  private SummaryWriter(Path directory, EventLog log) {
    this.directory = directory;
    this.log = log;
    this.embeddings = new EmbeddingFiles(directory);
  }

  /**
   * A writer for a new run below the folder {@code runs} of the working directory, named after the
   * time and the host, such as {@code runs/2026-01-31_09-30-00_inspector}.
   */
  public static Builder builder() {
    return new Builder(null);
  }

  /**
   * A writer for a run.
   *
   * @param runDirectory is made if it is not there; TensorBoard shows it under its name
   */
  public static Builder builder(Path runDirectory) {
    return new Builder(runDirectory);
  }

  /** The run directory. */
  public Path directory() {
    return directory;
  }

  /** The event file that is being written: the first, or after a rotation a later one. */
  public Path file() {
    return log.file();
  }

  /**
   * Logs a point of a curve.
   *
   * @param tag the curve's name; what stands before a slash groups curves
   * @param value stored as float32; NaN and infinities are shown as such
   * @param step from 0; within a tag steps should grow, since TensorBoard voids a tag's values of
   *     the same step and later when it meets a value
   * @throws IllegalArgumentException if the tag is blank, has control characters or was used for
   *     another kind of value, or the step is negative
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void scalar(String tag, double value, long step) {
    log.scalar(tag, (float) value, step);
  }

  /**
   * Logs a point of each of several curves, which TensorBoard's Custom Scalars page shows in one
   * chart, and the Time Series page one by one under the chart's name.
   *
   * @param chart the chart's name, without a {@code (}, at which TensorBoard's page would break
   *     off; the curves' tags are {@code <chart>/<name>}
   * @param values the curves' points by the curves' names, without a {@code (} either
   * @param step from 0, growing
   * @throws IllegalArgumentException as {@link #scalar}, and if a name has a {@code (}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void scalars(String chart, Map<String, Double> values, long step) {
    ScalarCharts.checkNames(chart, values.keySet());
    new TreeMap<>(values).forEach((name, value) -> scalar(chart + "/" + name, value, step));
    charts.add(chart, values.keySet()).ifPresent(layout -> put(0, layout.toValues()));
  }

  /**
   * Logs a text.
   *
   * @param tag the text's name
   * @param markdown may be empty; TensorBoard shows Markdown formatted
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void text(String tag, String markdown, long step) {
    put(step, SummaryValues.of(Kind.TEXTS, tag, Kind.TEXTS.metadata(), Tensors.text(markdown)));
  }

  /**
   * Logs a distribution, as {@value Tensors#BUCKETS} buckets of equal width.
   *
   * @param tag the distribution's name
   * @param values at least one, all finite, in any order; not kept
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}, and if there are no values or one is NaN
   *     or infinite
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void histogram(String tag, double[] values, long step) {
    putHistogram(tag, Tensors.histogram(values, tag), step);
  }

  /**
   * Logs a distribution, as {@link #histogram(String, double[], long)} does.
   *
   * @param tag the distribution's name
   * @param values at least one, all finite, in any order; not kept
   * @param step from 0, growing within a tag
   */
  public void histogram(String tag, float[] values, long step) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    histogram(tag, doubles, step);
  }

  /**
   * Logs a distribution whose values are counted already.
   *
   * @param tag the distribution's name
   * @param edges (k + 1), finite, ascending: bucket i reaches from edge i to edge i + 1
   * @param counts (k), at least 0 and finite, k at least 1
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}, and if edges or counts are not as said
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void histogram(String tag, double[] edges, double[] counts, long step) {
    putHistogram(tag, Tensors.histogram(edges, counts, tag), step);
  }

  private void putHistogram(String tag, TensorProto buckets, long step) {
    put(step, SummaryValues.of(Kind.HISTOGRAMS, tag, Kind.HISTOGRAMS.metadata(), buckets));
  }

  /**
   * Logs a picture.
   *
   * @param tag the picture's name
   * @param image any size; {@link SummaryImage#grid} makes one of many
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void image(String tag, SummaryImage image, long step) {
    images(tag, List.of(image), step);
  }

  /**
   * Logs a picture, as {@link #image(String, SummaryImage, long)} does.
   *
   * @param tag the picture's name
   * @param image of any type; not kept
   * @param step from 0, growing within a tag
   */
  public void image(String tag, BufferedImage image, long step) {
    image(tag, SummaryImage.of(image), step);
  }

  /**
   * Logs several pictures of one tag and step, which the Images page shows one after the other.
   *
   * @param tag the pictures' name
   * @param images at least one, of one size
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}, and if there is no picture or they are not
   *     of one size
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void images(String tag, List<SummaryImage> images, long step) {
    put(
        step,
        SummaryValues.of(Kind.IMAGES, tag, Kind.IMAGES.metadata(), Tensors.images(images, tag)));
  }

  /**
   * Logs a confusion matrix as a picture: a row for each true class, a column for each predicted
   * one, darker the greater the share of the row.
   *
   * @param tag the picture's name
   * @param labels the classes' names
   * @param counts (true classes, predicted classes), each at least 0
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}, and if there is not a row and a column for
   *     each class, at least one, or a count is negative
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void confusionMatrix(String tag, List<String> labels, long[][] counts, long step) {
    image(tag, ConfusionMatrixFigure.draw(labels, counts), step);
  }

  /**
   * Logs precision and recall at {@value PrCurve#DEFAULT_THRESHOLDS} thresholds.
   *
   * @param tag the curve's name
   * @param labels (N), whether each sample is positive, N at least 1
   * @param scores (N), each 0 to 1, in the order of the labels
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar} and {@link PrCurve#of(boolean[], double[])}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void prCurve(String tag, boolean[] labels, double[] scores, long step) {
    prCurve(tag, PrCurve.of(labels, scores), step);
  }

  /**
   * Logs a curve of precision and recall. All curves of a tag should have as many thresholds.
   *
   * @param tag the curve's name
   * @param curve of any number of thresholds
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void prCurve(String tag, PrCurve curve, long step) {
    put(step, curve.toValues(tag));
  }

  /**
   * Says with which hyperparameters the run was made; its scalars are the metrics. TensorBoard
   * keeps what it meets first, so this is said once, at the beginning, and again in a resumed run
   * only if it is the same.
   *
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void hparams(HParams hparams) {
    put(0, hparams.start(log.wallTime()));
  }

  /**
   * Says how a run with hyperparameters ended; until then TensorBoard shows it as unknown.
   * TensorBoard keeps what it meets first, also when the run is resumed: what may be resumed has
   * not ended.
   *
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void sessionEnd(SessionStatus status) {
    put(0, HParams.end(status, log.wallTime()));
  }

  /**
   * Lays out the Custom Scalars page, instead of what was laid out before. The charts of {@link
   * #scalars} follow in a category of their own.
   *
   * @throws IllegalArgumentException if the layout has a category named {@value
   *     ScalarCharts#CATEGORY}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void customScalars(ScalarLayout layout) {
    put(0, charts.set(layout).toValues());
  }

  /**
   * Logs the graph of a model. A run has one; TensorBoard shows the last.
   *
   * @param nodes in any order, their names different, their inputs among them
   * @throws IllegalArgumentException if a name stands twice or an input is not there
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void graph(List<GraphNode> nodes) {
    ByteString graphDef = GraphNode.graphDef(nodes);
    log.graph(graphDef);
  }

  /**
   * Logs a cloud of points or a surface.
   *
   * @param tag its name
   * @param mesh with the same parts (triangles, colors) in all steps of a tag
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void mesh(String tag, Mesh mesh, long step) {
    put(step, mesh.toValues(tag));
  }

  /**
   * Logs a sound.
   *
   * @param tag the sound's name
   * @param samples (frames, channels), row by row, -1 to 1; what lies outside is cut off; stored as
   *     16-bit integers
   * @param channels 1 mono, 2 stereo
   * @param sampleRate frames a second
   * @param step from 0, growing within a tag
   * @throws IllegalArgumentException as {@link #scalar}, and if there are no whole frames, or a
   *     number is out of range, or a sample is NaN
   * @throws IllegalStateException if this writer is closed
   * @throws UncheckedIOException if something logged before could not be written
   */
  public void audio(String tag, float[] samples, int channels, int sampleRate, long step) {
    byte[] file = WaveFile.encode(samples, channels, sampleRate);
    ByteString content = new MessageBytes().integer(2, WAVE).toByteString();
    put(step, SummaryValues.of(Kind.AUDIO, tag, Kind.AUDIO.metadata(content), Tensors.audio(file)));
  }

  /**
   * Logs vectors for the Projector page. They are no events: their files are written at once, by
   * the calling thread, and stand for the step in a list of their own.
   *
   * @param embedding replaces what it had at that step
   * @param step from 0
   * @throws IllegalArgumentException if the step is negative
   * @throws IllegalStateException if this writer is closed
   * @throws IOException if a file cannot be written, or the run has a projector configuration that
   *     another writer made
   */
  public void embedding(Embedding embedding, long step) throws IOException {
    if (step < 0) {
      throw new IllegalArgumentException(
          "negative step: expected at least 0, found %d (embedding '%s')"
              .formatted(step, embedding.name()));
    }
    synchronized (embeddings) {
      log.throwIfClosed();
      embeddings.write(embedding, step);
    }
  }

  /**
   * Returns when everything logged before is in the file, readable by others.
   *
   * @throws IllegalStateException if this writer is closed
   * @throws IOException if something could not be written
   */
  public void flush() throws IOException {
    log.flush();
  }

  /**
   * Writes what was logged, closes the file and gives the run directory back. Closing again waits
   * for that and does nothing else.
   *
   * @throws IOException from the first call only, if something could not be written
   */
  @Override
  public void close() throws IOException {
    log.close();
  }

  private void put(long step, SummaryValues values) {
    log.values(values, step);
  }

  /** The options of a writer. Not thread-safe; can be used again. */
  public static final class Builder {
    private static final Duration MAX_FLUSH_INTERVAL = Duration.ofDays(1);
    private static final long MIN_FILE_SIZE = 1024;
    private static final Path RUNS = Path.of("runs");

    private final @Nullable Path runDirectory;
    private Duration flushInterval = Duration.ofSeconds(5);
    private int queueLength = 10_000;
    private long maxFileSize = Long.MAX_VALUE;
    private InstantSource clock = Clock.systemUTC();
    private String fileNameSuffix = "";
    private long firstStep;
    private boolean closeOnExit = true;
    private boolean synchronous;
    private EventFiles.FileOpener opener = EventFiles::create;

    private Builder(@Nullable Path runDirectory) {
      this.runDirectory = runDirectory;
    }

    /**
     * How long a value may wait before others can read it. Default: 5 seconds, which is how often
     * TensorBoard looks.
     *
     * @param interval zero to one day; zero means at once
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder flushInterval(Duration interval) {
      if (interval.isNegative() || interval.compareTo(MAX_FLUSH_INTERVAL) > 0) {
        throw new IllegalArgumentException(
            "bad flush interval: expected PT0S to %s, found %s"
                .formatted(MAX_FLUSH_INTERVAL, interval));
      }
      this.flushInterval = interval;
      return this;
    }

    /**
     * How many values may wait to be written before callers wait; they also wait when what waits
     * has more than {@value EventQueue#MAX_BYTES} bytes. As much again may be in the writing
     * thread's hands. Default: 10,000.
     *
     * @param length at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Builder queueLength(int length) {
      if (length < 1) {
        throw new IllegalArgumentException(
            "bad queue length: expected at least 1, found " + length);
      }
      this.queueLength = length;
      return this;
    }

    /** Where wall times and the file's name come from. Default: the system's clock. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /**
     * What the event file's name ends with. Default: nothing.
     *
     * @param suffix letters, digits and {@code . _ -}, or empty
     * @throws IllegalArgumentException if it has other characters
     */
    public Builder fileNameSuffix(String suffix) {
      if (!suffix.matches("[A-Za-z0-9._-]*")) {
        throw new IllegalArgumentException(
            "bad file name suffix: expected letters, digits, '.', '_', '-', found '%s'"
                .formatted(suffix));
      }
      this.fileNameSuffix = suffix;
      return this;
    }

    /**
     * Continues an interrupted run: what it has logged for this step and later is void. Default: a
     * fresh run, which voids everything that the directory has.
     *
     * @param step the first that will be logged again, from 0
     * @throws IllegalArgumentException if it is negative
     */
    public Builder resumeAt(long step) {
      if (step < 0) {
        throw new IllegalArgumentException("negative step: expected at least 0, found " + step);
      }
      this.firstStep = step;
      return this;
    }

    /**
     * Begins a new file before one grows beyond this size. A value that is larger by itself gets a
     * file that is. Default: one file, however large.
     *
     * @param bytes at least 1024
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxFileSize(long bytes) {
      if (bytes < MIN_FILE_SIZE) {
        throw new IllegalArgumentException(
            "bad maximum file size: expected at least %d bytes, found %d"
                .formatted(MIN_FILE_SIZE, bytes));
      }
      this.maxFileSize = bytes;
      return this;
    }

    /**
     * Whether a writer that is still open when the virtual machine shuts down is closed then, so
     * that what was logged is in the file. Default: yes. Decline it where the application closes
     * its writers in a hook of its own.
     */
    public Builder closeOnExit(boolean close) {
      this.closeOnExit = close;
      return this;
    }

    /**
     * Lets the calling threads write, instead of a thread of the writer's own: the one that logs
     * when 64 KiB wait or the flush interval is over. Without a thread nothing is written while
     * nobody calls. Default: a thread.
     */
    public Builder synchronous() {
      this.synchronous = true;
      return this;
    }

    /** For tests of what a failing disk does. */
    Builder opener(EventFiles.FileOpener opener) {
      this.opener = opener;
      return this;
    }

    /**
     * Makes the directory, locks it, makes the file and starts the thread.
     *
     * @throws IOException if another live writer has the directory, in this process or another, or
     *     the directory or the file cannot be made
     */
    public SummaryWriter build() throws IOException {
      Path directory = runDirectory == null ? newRun() : runDirectory;
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new IOException(
            "bad run directory: expected a folder, found a file (" + directory + ")");
      }
      Files.createDirectories(directory);
      RunLock lock = RunLock.acquire(directory);
      try {
        return new SummaryWriter(directory, log(directory, lock));
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    }

    private EventLog log(Path directory, RunLock lock) throws IOException {
      EventFiles files = new EventFiles(directory, clock, fileNameSuffix, opener);
      long flushNanos = flushInterval.toNanos();
      EventSink sink =
          synchronous
              ? new DirectSink(files, flushNanos)
              : new QueuedSink(files, queueLength, flushNanos);
      EventEncoder encoder = new EventEncoder(maxFileSize);
      return new EventLog(clock, lock, files, sink, encoder, firstStep, closeOnExit);
    }

    private Path newRun() {
      String name =
          DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss", Locale.ROOT)
                  .withZone(ZoneId.systemDefault())
                  .format(clock.instant())
              + "_"
              + EventFileNames.host();
      Path run = RUNS.resolve(name);
      for (int i = 2; Files.exists(run); i++) {
        run = RUNS.resolve(name + "_" + i);
      }
      return run;
    }
  }
}
