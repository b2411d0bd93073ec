package dev.hibi.tensorboard;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.TensorProto;

/**
 * Reads event files, one event after the other: those that {@link SummaryWriter} writes and those
 * of TensorFlow and PyTorch. {@link SummaryWriter} has the format's specification.
 *
 * <p>Every checksum is verified. A file that ends inside a record is read up to there and reported
 * by {@link #tornTails}; anything else that is wrong is an {@link IOException} that names the file
 * and the offset. Events come as they stand in the files: values that a later {@link
 * RunEvent.SessionStart} makes void are not left out.
 *
 * <p>Reads files that are still being written; what is added after the end was reached is not seen.
 * Not thread-safe. Holds one open file at a time until it is closed.
 */
public final class EventFileReader implements AutoCloseable {
  private final Deque<Path> files;
  private final Deque<RunEvent> ready = new ArrayDeque<>();
  private final Map<String, String> plugins = new HashMap<>();
  private final List<TornTail> tornTails = new ArrayList<>();
  private final MaskedCrc crc = new MaskedCrc();
  private @Nullable InputStream in;
  private Path file;
  private long offset;

  private EventFileReader(List<Path> files, Path path) {
    this.files = new ArrayDeque<>(files);
    this.file = path;
  }

  /**
   * A reader of one file, or of a directory's event files in TensorBoard's order.
   *
   * @throws IOException if there is no such file or directory; a directory without event files is
   *     not an error
   */
  public static EventFileReader open(Path fileOrDirectory) throws IOException {
    if (Files.isDirectory(fileOrDirectory)) {
      return new EventFileReader(EventFileNames.in(fileOrDirectory), fileOrDirectory);
    }
    if (!Files.exists(fileOrDirectory)) {
      throw new IOException(
          "no event file: expected a file or directory, found none (" + fileOrDirectory + ")");
    }
    return new EventFileReader(List.of(fileOrDirectory), fileOrDirectory);
  }

  /**
   * All events of one file, or of a directory's event files in TensorBoard's order. A torn tail is
   * not an error.
   *
   * @throws IOException if a file cannot be read or is damaged before its end
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
   * The next event.
   *
   * @return empty at the end of the last file
   * @throws IOException if the file cannot be read, or a checksum is wrong, or a record is no event
   */
  public Optional<RunEvent> next() throws IOException {
    while (ready.isEmpty()) {
      byte[] record = nextRecord();
      if (record == null) {
        return Optional.empty();
      }
      try {
        unpack(Event.parseFrom(record));
      } catch (InvalidProtocolBufferException e) {
        throw new IOException(
            "bad event: expected a message of type tensorflow.Event, found %d other bytes (%s)"
                .formatted(record.length, where(recordStart(record))),
            e);
      }
    }
    return Optional.of(ready.removeFirst());
  }

  /** The torn tails met so far, at most one a file. */
  public List<TornTail> tornTails() {
    return List.copyOf(tornTails);
  }

  /** Closes the file that is open, if any. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    files.clear();
    ready.clear();
    closeFile();
  }

  private void closeFile() throws IOException {
    InputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }

  /** The data of the next record of the first file that has one. */
  private byte @Nullable [] nextRecord() throws IOException {
    while (true) {
      if (in == null) {
        if (files.isEmpty()) {
          return null;
        }
        file = files.removeFirst();
        offset = 0;
        in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      }
      byte[] record = readRecord(in);
      if (record != null) {
        return record;
      }
      closeFile();
    }
  }

  /** Null at the file's end, torn or not. */
  private byte @Nullable [] readRecord(InputStream stream) throws IOException {
    byte[] header = stream.readNBytes(RecordBlock.HEADER);
    if (header.length < RecordBlock.HEADER) {
      return tornAfter(header.length);
    }
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    long length = fields.getLong();
    check("length", fields.getInt(), crc.of(header, 0, Long.BYTES));
    if (length < 0 || length > Integer.MAX_VALUE - RecordBlock.FOOTER - RecordBlock.HEADER) {
      throw new IOException(
          "unsupported record: expected less than 2 GiB, found %s bytes (%s)"
              .formatted(Long.toUnsignedString(length), where(offset)));
    }
    int withFooter = (int) length + RecordBlock.FOOTER;
    byte[] data = stream.readNBytes(withFooter);
    if (data.length < withFooter) {
      return tornAfter(RecordBlock.HEADER + data.length);
    }
    fields = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    check("data", fields.getInt((int) length), crc.of(data, 0, (int) length));
    offset += RecordBlock.HEADER + withFooter;
    return Arrays.copyOf(data, (int) length);
  }

  private byte @Nullable [] tornAfter(int length) {
    if (length > 0) {
      tornTails.add(new TornTail(file, offset, length));
    }
    return null;
  }

  private void check(String what, int stored, int computed) throws IOException {
    if (stored != computed) {
      throw new IOException(
          "bad checksum of a record's %s: expected %08x, found %08x (%s)"
              .formatted(what, computed, stored, where(offset)));
    }
  }

  private long recordStart(byte[] record) {
    return offset - record.length - RecordBlock.HEADER - RecordBlock.FOOTER;
  }

  private String where(long recordOffset) {
    return file + ", record at byte " + recordOffset;
  }

  private void unpack(Event event) {
    Instant wallTime = instant(event.getWallTime());
    long step = event.getStep();
    switch (event.getWhatCase()) {
      case FILE_VERSION ->
          ready.add(new RunEvent.FileVersion(wallTime, step, event.getFileVersion()));
      case SUMMARY -> {
        for (Summary.Value value : event.getSummary().getValueList()) {
          ready.add(unpack(wallTime, step, value));
        }
      }
      case SESSION_LOG -> {
        if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
          ready.add(new RunEvent.SessionStart(wallTime, step));
        } else {
          ready.add(new RunEvent.Other(wallTime, step, "", "session_log"));
        }
      }
      default -> {
        for (FieldDescriptor field : event.getAllFields().keySet()) {
          if (field.getContainingOneof() != null) {
            ready.add(new RunEvent.Other(wallTime, step, "", field.getName()));
          }
        }
      }
    }
  }

  private RunEvent unpack(Instant wallTime, long step, Summary.Value value) {
    String tag = value.getTag();
    if (value.hasSimpleValue()) {
      return new RunEvent.Scalar(wallTime, step, tag, value.getSimpleValue());
    }
    String plugin = value.getMetadata().getPluginData().getPluginName();
    if (plugin.isEmpty()) {
      plugin = plugins.getOrDefault(tag, "");
    } else {
      plugins.put(tag, plugin);
    }
    TensorProto tensor = value.getTensor();
    if (plugin.equals("scalars") && tensor.getDtype() == DataType.DT_FLOAT) {
      return new RunEvent.Scalar(wallTime, step, tag, Tensors.scalar(tensor));
    }
    if (plugin.equals("text") && tensor.getStringValCount() == 1) {
      return new RunEvent.Text(wallTime, step, tag, tensor.getStringVal(0).toStringUtf8());
    }
    if (plugin.equals("histograms") && tensor.getDtype() == DataType.DT_DOUBLE) {
      return new RunEvent.Histogram(wallTime, step, tag, Tensors.buckets(tensor));
    }
    String kind = plugin.isEmpty() ? value.getValueCase().name().toLowerCase(Locale.ROOT) : plugin;
    return new RunEvent.Other(wallTime, step, tag, kind);
  }

  private static Instant instant(double seconds) {
    return Instant.EPOCH.plus(Math.round(seconds * 1e6), ChronoUnit.MICROS);
  }
}
