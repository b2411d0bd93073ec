package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Value;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The message {@code tensorboard.hparams.HParamsPluginData}, of which session starts and ends are
 * taken apart. No Java library has it.
 *
 * <pre>
 *  3 session_start_info {1 hparams: entries {1 name, 2 google.protobuf.Value}, 4 group_name}
 *  4 session_end_info   {1 status}
 * </pre>
 */
final class HParamsContent {
  private static final int START = 3;
  private static final int END = 4;
  private static final int START_VALUES = 1;
  private static final int START_GROUP = 4;
  private static final int END_STATUS = 1;
  private static final int ENTRY_NAME = 1;
  private static final int ENTRY_VALUE = 2;

  private HParamsContent() {}

  /** Empty if it is neither a start nor an end, or damaged. */
  static Optional<RunEvent> read(Instant wallTime, long step, ByteString content) {
    try {
      CodedInputStream in = content.newCodedInput();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == message(START)) {
          return Optional.of(start(wallTime, step, in.readBytes().newCodedInput()));
        }
        if (tag == message(END)) {
          return Optional.of(end(wallTime, step, in.readBytes().newCodedInput()));
        }
        in.skipField(tag);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static RunEvent start(Instant wallTime, long step, CodedInputStream in)
      throws IOException {
    SortedMap<String, Object> values = new TreeMap<>();
    String group = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == message(START_VALUES)) {
        addEntry(values, in.readBytes().newCodedInput());
      } else if (tag == message(START_GROUP)) {
        group = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    return new RunEvent.HParamsStart(wallTime, step, values, group);
  }

  private static void addEntry(SortedMap<String, Object> values, CodedInputStream in)
      throws IOException {
    String name = "";
    Value value = Value.getDefaultInstance();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == message(ENTRY_NAME)) {
        name = in.readString();
      } else if (tag == message(ENTRY_VALUE)) {
        value = Value.parseFrom(in.readBytes());
      } else {
        in.skipField(tag);
      }
    }
    Object object = object(value);
    if (object != null) {
      values.put(name, object);
    }
  }

  private static @Nullable Object object(Value value) {
    return switch (value.getKindCase()) {
      case NUMBER_VALUE -> value.getNumberValue();
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      default -> null;
    };
  }

  private static RunEvent end(Instant wallTime, long step, CodedInputStream in) throws IOException {
    int status = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (END_STATUS << 3 | WireFormat.WIRETYPE_VARINT)) {
        status = in.readEnum();
      } else {
        in.skipField(tag);
      }
    }
    return new RunEvent.HParamsEnd(wallTime, step, status(status));
  }

  private static SessionStatus status(int number) {
    for (SessionStatus status : SessionStatus.values()) {
      if (status.number() == number) {
        return status;
      }
    }
    return SessionStatus.UNKNOWN;
  }

  private static int message(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
