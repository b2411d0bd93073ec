package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * Turns values into the records of event files, knows each tag's kind, and says where one file is
 * full and the next begins. Not thread-safe.
 */
final class EventEncoder {
  static final String FILE_VERSION = "brain.Event:2";

  /** A record may have 2^63 bytes, a protobuf message and an array in memory may not. */
  static final int MAX_EVENT = 1 << 30;

  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte WALL_TIME = tag(Event.WALL_TIME_FIELD_NUMBER, 1);
  private static final byte STEP = tag(Event.STEP_FIELD_NUMBER, 0);

  private final Map<String, Tag> tags = new HashMap<>();
  private final long maxFileSize;
  private int file;
  private long fileSize;
  private boolean fileHasValues;

  /** What is known of a tag. */
  private static final class Tag {
    final Kind kind;
    final byte[] scalar;
    int describedIn = -1;

    Tag(String name, Kind kind) {
      this.kind = kind;
      this.scalar = kind == Kind.SCALARS ? scalarSummary(name) : new byte[0];
    }
  }

  /**
   * An encoder for a sequence of files.
   *
   * @param maxFileSize bytes that a file may have; one whose first value is larger has more
   */
  EventEncoder(long maxFileSize) {
    this.maxFileSize = maxFileSize;
  }

  /** The event that every file begins with. */
  static Event fileVersion(double wallTime) {
    return Event.newBuilder().setWallTime(wallTime).setFileVersion(FILE_VERSION).build();
  }

  /** The event that says: values of this step and later, if any came before, are void. */
  static Event sessionStart(double wallTime, long step) {
    return Event.newBuilder()
        .setWallTime(wallTime)
        .setStep(step)
        .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START))
        .build();
  }

  /** The first events of a run's first file. */
  void begin(RecordBlock block, double wallTime, long firstStep) {
    append(block, fileVersion(wallTime));
    append(block, sessionStart(wallTime, firstStep));
  }

  /*
   * Scalars are nearly all that a file holds, so they are written field by field, what is the same
   * for all of a tag in one piece. A test compares the bytes with those of the message classes.
   */
  void scalar(RecordBlock block, double wallTime, long step, String name, float value) {
    byte[] summary = tag(name, Kind.SCALARS, step).scalar;
    boolean timed = Double.doubleToRawLongBits(wallTime) != 0;
    int stepSize = step == 0 ? 0 : 1 + CodedOutputStream.computeUInt64SizeNoTag(step);
    int length = (timed ? 1 + Double.BYTES : 0) + stepSize + summary.length + Float.BYTES;
    cutIfFull(block, length, wallTime);
    int at = block.begin(length);
    byte[] bytes = block.bytes();
    if (timed) {
      bytes[at++] = WALL_TIME;
      DOUBLE.set(bytes, at, wallTime);
      at += Double.BYTES;
    }
    if (step != 0) {
      bytes[at++] = STEP;
      at = varint(bytes, at, step);
    }
    System.arraycopy(summary, 0, bytes, at, summary.length);
    FLOAT.set(bytes, at + summary.length, value);
    finish(block, length);
  }

  void values(RecordBlock block, double wallTime, long step, SummaryValues values) {
    for (SummaryValues.Tagged value : values.values()) {
      tag(value.tag(), values.kind(), step);
    }
    Event event = event(wallTime, step, values);
    if (cutIfFull(block, event.getSerializedSize(), wallTime)) {
      event = event(wallTime, step, values);
    }
    append(block, event);
    for (SummaryValues.Tagged value : values.values()) {
      tag(value.tag(), values.kind(), step).describedIn = file;
    }
  }

  void graph(RecordBlock block, double wallTime, ByteString graphDef) {
    Event event = Event.newBuilder().setWallTime(wallTime).setGraphDef(graphDef).build();
    cutIfFull(block, event.getSerializedSize(), wallTime);
    append(block, event);
  }

  private Event event(double wallTime, long step, SummaryValues values) {
    List<Summary.Value> all = new ArrayList<>();
    for (SummaryValues.Tagged value : values.values()) {
      all.add(value.toValue(tag(value.tag(), values.kind(), step).describedIn == file));
    }
    return Event.newBuilder()
        .setWallTime(wallTime)
        .setStep(step)
        .setSummary(Summary.newBuilder().addAllValue(all))
        .build();
  }

  private Tag tag(String name, Kind kind, long step) {
    if (step < 0) {
      throw new IllegalArgumentException(
          "negative step: expected at least 0, found %d (tag '%s')".formatted(step, name));
    }
    @Nullable Tag known = tags.get(name);
    if (known == null) {
      checkNew(name, kind);
      known = new Tag(name, kind);
      tags.put(name, known);
    } else if (known.kind != kind) {
      throw new IllegalArgumentException(
          "tag of another kind: expected %s, found %s (tag '%s')"
              .formatted(known.kind, kind, name));
    }
    return known;
  }

  private static void checkNew(String name, Kind kind) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("blank tag: expected a name, found '" + name + "'");
    }
    name.codePoints()
        .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "bad tag: expected printable characters, found U+%04X (in '%s')"
                      .formatted(c, name));
            });
    boolean reserved = name.startsWith(HParams.TAG_PREFIX) || name.equals(ScalarLayout.TAG);
    if (reserved && kind != Kind.HPARAMS && kind != Kind.CUSTOM_SCALARS) {
      throw new IllegalArgumentException(
          "reserved tag: expected none of TensorBoard's own, found '" + name + "'");
    }
  }

  /** Whether the file is full, in which case the block goes on with the beginning of the next. */
  private boolean cutIfFull(RecordBlock block, int length, double wallTime) {
    if (length > MAX_EVENT) {
      throw new IllegalArgumentException(
          "value too large: expected at most %d bytes, found %d".formatted(MAX_EVENT, length));
    }
    boolean full = fileSize + RecordBlock.framed(length) > maxFileSize;
    boolean cut = full && fileHasValues;
    if (cut) {
      block.cut();
      file++;
      fileSize = 0;
      append(block, fileVersion(wallTime));
    }
    fileHasValues = true;
    return cut;
  }

  private void append(RecordBlock block, Event event) {
    int length = event.getSerializedSize();
    int at = block.begin(length);
    try {
      event.writeTo(CodedOutputStream.newInstance(block.bytes(), at, length));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: arrays have room", e);
    }
    finish(block, length);
  }

  private void finish(RecordBlock block, int length) {
    block.finish(length);
    fileSize += RecordBlock.framed(length);
  }

  /** {@code summary { value { tag: name, simple_value:}}} up to the four bytes of the value. */
  private static byte[] scalarSummary(String name) {
    Summary.Value value = Summary.Value.newBuilder().setTag(name).setSimpleValue(0).build();
    byte[] summary =
        Event.newBuilder().setSummary(Summary.newBuilder().addValue(value)).build().toByteArray();
    return Arrays.copyOf(summary, summary.length - Float.BYTES);
  }

  private static int varint(byte[] bytes, int offset, long value) {
    int at = offset;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  private static byte tag(int field, int wireType) {
    return (byte) (field << 3 | wireType);
  }
}
