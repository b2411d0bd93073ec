package dev.hibi.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.proto.Event;

/**
 * Writes what a training run reports, for TensorBoard to show.
 *
 * <p><b>What happens when a value is logged?</b> It is put in a queue, and a thread of this writer
 * encodes and writes it. When the queue is full, the caller waits: memory is bounded, nothing is
 * lost. What was logged is in the file, readable by others, after the {@linkplain
 * Builder#flushInterval flush interval} at the latest, or when {@link #flush} or {@link #close}
 * returns. Only a process that is killed, or ends without {@link #close}, loses the values of the
 * last interval. Nothing is forced to the disk, so a machine that loses power may lose more.
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
 *  field 7  session_log   {1 status: 1 (START)}: the second event of a file; its step is 0 in a
 *                         fresh run and N after resumeAt(N): TensorBoard drops what stands before
 *                         it and has this step or a later one
 *  field 5  summary       {1 value: {1 tag, and what follows}}
 *    scalar               2 simple_value (float)
 *    text                 8 tensor {1 dtype 7 (string), 2 shape (), 8 string_val}
 *    histogram            8 tensor {1 dtype 2 (float64), 2 shape (30, 3), 4 tensor_content: left
 *                         edge, right edge and count of each bucket}
 *    and, in a file's first value of a tag that holds text or histograms,
 *                         9 metadata {1 plugin_data {1 plugin_name "text" or "histograms"},
 *                         4 data_class 2 (tensor)}
 * </pre>
 *
 * <p>{@link EventFileReader} reads it.
 */
public final class SummaryWriter implements AutoCloseable {
  private final Path file;
  private final InstantSource clock;
  private final EventFileWriter writer;
  private final RunLock lock;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private enum Kind {
    SCALARS,
    TEXTS,
    HISTOGRAMS
  }

  private SummaryWriter(Builder builder, RunLock lock, Path file, OutputStream out) {
    this.file = file;
    this.clock = builder.clock;
    this.lock = lock;
    double now = wallTime();
    List<Event> head =
        List.of(
            EventEncoder.fileVersion(now),
            EventEncoder.sessionStart(now, builder.resumeStep.orElse(0)));
    EventQueue queue = new EventQueue(builder.queueLength, builder.flushInterval.isZero());
    this.writer =
        new EventFileWriter(
            out, head, queue, builder.flushInterval.toNanos(), "summary-writer " + file);
  }

  /**
   * A writer for a run.
   *
   * @param runDirectory is made if it is not there; TensorBoard shows it under its name
   */
  public static Builder builder(Path runDirectory) {
    return new Builder(runDirectory);
  }

  /** The event file that this writer has begun. */
  public Path file() {
    return file;
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
    check(tag, Kind.SCALARS, step);
    put(new Pending.Scalar(wallTime(), step, tag, (float) value));
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
    check(tag, Kind.TEXTS, step);
    put(new Pending.Tensor(wallTime(), step, tag, Tensors.TEXT, Tensors.text(markdown)));
  }

  /**
   * Logs a distribution, as 30 buckets of equal width.
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
    check(tag, Kind.HISTOGRAMS, step);
    put(
        new Pending.Tensor(
            wallTime(), step, tag, Tensors.HISTOGRAMS, Tensors.histogram(values, tag)));
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
   * Returns when everything logged before is in the file, readable by others.
   *
   * @throws IllegalStateException if this writer is closed
   * @throws IOException if something could not be written
   */
  public void flush() throws IOException {
    if (closed.get()) {
      throw closedAlready();
    }
    writer.flush();
    throwIfFailed();
  }

  /**
   * Writes what was logged, closes the file and gives the run directory back. Closing again waits
   * for that and does nothing else.
   *
   * @throws IOException from the first call only, if something could not be written
   */
  @Override
  public void close() throws IOException {
    boolean first = closed.compareAndSet(false, true);
    try {
      writer.close();
    } finally {
      lock.close();
    }
    if (first) {
      throwIfFailed();
    }
  }

  private void check(String tag, Kind kind, long step) {
    if (step < 0) {
      throw new IllegalArgumentException(
          "negative step: expected at least 0, found %d (tag '%s')".formatted(step, tag));
    }
    Kind known = kinds.get(tag);
    if (known == null) {
      checkNew(tag);
      known = kinds.putIfAbsent(tag, kind);
    }
    if (known != null && known != kind) {
      throw new IllegalArgumentException(
          "tag of another kind: expected %s, found %s (tag '%s')"
              .formatted(
                  known.name().toLowerCase(Locale.ROOT),
                  kind.name().toLowerCase(Locale.ROOT),
                  tag));
    }
  }

  private static void checkNew(String tag) {
    if (tag.isBlank()) {
      throw new IllegalArgumentException("blank tag: expected a name, found '" + tag + "'");
    }
    tag.codePoints()
        .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "bad tag: expected printable characters, found U+%04X (in '%s')"
                      .formatted(c, tag));
            });
  }

  private double wallTime() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() * 1e-9;
  }

  private void put(Pending event) {
    if (writer.put(event)) {
      return;
    }
    if (closed.get()) {
      throw closedAlready();
    }
    try {
      throwIfFailed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IllegalStateException closedAlready() {
    return new IllegalStateException("closed writer: expected an open one (" + file + ")");
  }

  private void throwIfFailed() throws IOException {
    IOException cause = writer.failure().orElse(null);
    if (cause != null) {
      throw new IOException(
          "cannot write events: " + cause.getMessage() + " (" + file + ")", cause);
    }
  }

  /** The options of a writer. Not thread-safe; can be used again. */
  public static final class Builder {
    private static final Duration MAX_FLUSH_INTERVAL = Duration.ofDays(1);

    private final Path runDirectory;
    private Duration flushInterval = Duration.ofSeconds(5);
    private int queueLength = 1000;
    private InstantSource clock = Clock.systemUTC();
    private String fileNameSuffix = "";
    private OptionalLong resumeStep = OptionalLong.empty();
    private FileOpener opener =
        file ->
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private Builder(Path runDirectory) {
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
     * How many values may wait to be written before callers wait. As many again may be in the
     * writing thread's hands. Default: 1000.
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
      this.resumeStep = OptionalLong.of(step);
      return this;
    }

    /** For tests of what a failing disk does. */
    Builder opener(FileOpener opener) {
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
      if (Files.exists(runDirectory) && !Files.isDirectory(runDirectory)) {
        throw new IOException(
            "bad run directory: expected a folder, found a file (" + runDirectory + ")");
      }
      Files.createDirectories(runDirectory);
      RunLock lock = RunLock.acquire(runDirectory);
      try {
        Path file = runDirectory.resolve(fileName());
        return new SummaryWriter(this, lock, file, opener.open(file));
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    }

    private String fileName() throws IOException {
      return EventFileNames.after(
          EventFileNames.in(runDirectory),
          clock.instant().getEpochSecond(),
          EventFileNames.host(),
          ProcessHandle.current().pid(),
          fileNameSuffix);
    }
  }

  /** Makes an event file. */
  interface FileOpener {
    OutputStream open(Path file) throws IOException;
  }
}
