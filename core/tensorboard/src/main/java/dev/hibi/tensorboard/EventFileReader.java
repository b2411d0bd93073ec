package dev.hibi.tensorboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads event files, one event after the other: those that {@link SummaryWriter} writes and those
 * of TensorFlow and PyTorch. {@link SummaryWriter} has the format's specification.
 *
 * <p><b>What is checked?</b> Every checksum. A file that ends inside a record, or in zeros, is read
 * up to there and reported by {@link #tornTails}. Anything else that is wrong is a {@link
 * MalformedEventFileException}; that file is then read no further, as TensorBoard does it, and the
 * next call goes on with the next file.
 *
 * <p><b>Can it follow a run that is being written?</b> Yes: when {@link #next} has returned empty,
 * a later call gives what was added since, to files that were there and in new ones; {@link #poll}
 * waits for it. A record that is not whole yet is given when it is.
 *
 * <p><b>In which order?</b> That of the files' names, and within a file that of its records. New
 * events are looked for in that order again. Values that a {@link RunEvent.SessionStart} or a later
 * value makes void are not left out; {@link RunScalars} does that.
 *
 * <p><b>How much memory?</b> That of the largest record, which may have up to 2 GiB; what a damaged
 * length claims is not allocated. {@link #read} holds all events.
 *
 * <p><b>Who closes?</b> Whoever opened it. At most one file is open at a time, none while there is
 * nothing new. Not thread-safe.
 */
public final class EventFileReader implements AutoCloseable {
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

  private final Path path;
  private final boolean directory;
  private final EventDecoder decoder = new EventDecoder();

  /** By name; those that were deleted stay. */
  private final SortedMap<String, RecordCursor> files = new TreeMap<>();

  /** The files of this pass that were not looked at yet. */
  private Iterator<RecordCursor> pass = Collections.emptyIterator();

  private @Nullable RecordCursor current;

  /** Whether this pass over all files has found nothing so far. */
  private boolean nothingNew;

  private boolean closed;

  private EventFileReader(Path path, boolean directory) {
    this.path = path;
    this.directory = directory;
  }

  /**
   * A reader of one file, or of a directory's event files in TensorBoard's order: the files whose
   * names contain {@code tfevents}, by name. Directories below it are other runs.
   *
   * @throws IOException if there is no such file or directory; a directory without event files is
   *     not an error
   */
  public static EventFileReader open(Path fileOrDirectory) throws IOException {
    if (!Files.exists(fileOrDirectory)) {
      throw new IOException(
          "no event file: expected a file or directory, found none (" + fileOrDirectory + ")");
    }
    return new EventFileReader(fileOrDirectory, Files.isDirectory(fileOrDirectory));
  }

  /**
   * All events of one file, or of a directory's event files in TensorBoard's order. A torn tail is
   * not an error.
   *
   * @throws MalformedEventFileException if a file is damaged before its end
   * @throws IOException if a file cannot be read
   */
  public static List<RunEvent> read(Path fileOrDirectory) throws IOException {
    List<RunEvent> events = new ArrayList<>();
    try (EventFileReader reader = open(fileOrDirectory)) {
      for (Optional<RunEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
        events.add(e.get());
      }
    }
    return events;
  }

  /**
   * The next event that is there.
   *
   * @return empty if there is none yet
   * @throws MalformedEventFileException if a checksum is wrong, or a record is no event, or a file
   *     has become smaller; the next call goes on with the next file
   * @throws IOException if a file or the directory cannot be read; the next call tries again
   * @throws IllegalStateException if this reader is closed
   */
  public Optional<RunEvent> next() throws IOException {
    if (closed) {
      throw new IllegalStateException("closed reader: expected an open one (" + path + ")");
    }
    RunEvent event = decoder.poll();
    while (event == null && nextRecord()) {
      event = decoder.poll();
    }
    return Optional.ofNullable(event);
  }

  /**
   * The next event, for which it waits if there is none yet. It looks a few times a second.
   *
   * @param timeout how long to wait at most; zero or less: not at all
   * @return empty if none has come
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IOException as {@link #next} does
   * @throws IllegalStateException if this reader is closed
   */
  public Optional<RunEvent> poll(Duration timeout) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long pause = SHORTEST_PAUSE;
    while (true) {
      Optional<RunEvent> event = next();
      long left = nanos(timeout) - (System.nanoTime() - begin);
      if (event.isPresent() || left <= 0) {
        return event;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  /**
   * The events that are there, as {@link #next} gives them; it does not wait. The stream throws
   * {@link UncheckedIOException} for what {@link #next} throws, and need not be closed.
   */
  public Stream<RunEvent> events() {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, characteristics) {
          @Override
          public boolean tryAdvance(Consumer<? super RunEvent> action) {
            try {
              Optional<RunEvent> event = next();
              event.ifPresent(action);
              return event.isPresent();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        },
        false);
  }

  /**
   * The ends of files that are not whole records, as they were when the files were last looked at:
   * at most one a file, in the order of the files. A torn tail goes away if its record is
   * completed.
   */
  public List<TornTail> tornTails() {
    return files.values().stream().flatMap(file -> file.tail().stream()).toList();
  }

  /** Closes the file that is open, if any. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    closed = true;
    if (current != null) {
      current.close();
    }
  }

  /** Reads one record; false if no file has one. */
  private boolean nextRecord() throws IOException {
    while (true) {
      if (current == null && !pass.hasNext()) {
        if (nothingNew) {
          nothingNew = false;
          return false;
        }
        beginPass();
      } else if (current == null) {
        current = pass.next();
      } else if (isAtRecord(current)) {
        decode(current);
        nothingNew = false;
        return true;
      } else {
        current = null;
      }
    }
  }

  /*
   * The files are listed first and read then: when a file is in the list, the writer has completed
   * those before it, so that their last records come before its first.
   */
  private void beginPass() throws IOException {
    for (Path file : directory ? EventFileNames.in(path) : List.of(path)) {
      files.computeIfAbsent(String.valueOf(file.getFileName()), name -> new RecordCursor(file));
    }
    pass = files.values().iterator();
    nothingNew = true;
  }

  private boolean isAtRecord(RecordCursor file) throws IOException {
    try {
      return file.next();
    } catch (NoSuchFileException e) {
      if (!directory) {
        throw e;
      }
      file.giveUp(); // deleted since it was listed
      return false;
    }
  }

  private void decode(RecordCursor file) throws IOException {
    try {
      decoder.decode(file.buffer(), file.dataStart(), file.dataLength());
    } catch (IOException e) {
      throw file.badRecord(
          "bad event: expected a message of type tensorflow.Event, found %d other bytes"
              .formatted(file.dataLength()),
          e);
    }
  }

  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
