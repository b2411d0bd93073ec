package dev.hibi.tensorboard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** Turns the records of a run into events. Not thread-safe. */
final class EventDecoder {
  private final Deque<RunEvent> ready = new ArrayDeque<>();
  private final ScalarRecord scalars = new ScalarRecord();
  private final ValueDecoder values = new ValueDecoder();

  /**
   * Takes a record apart.
   *
   * @throws IOException if it is no message of type tensorflow.Event
   */
  void decode(byte[] bytes, int start, int length) throws IOException {
    RunEvent.Scalar scalar = scalars.read(bytes, start, length);
    if (scalar != null) {
      ready.add(scalar);
      return;
    }
    unpack(Event.parseFrom(CodedInputStream.newInstance(bytes, start, length)));
  }

  /** The next event of the records so far; null if there is none. */
  @Nullable RunEvent poll() {
    return ready.poll();
  }

  private void unpack(Event event) {
    Instant wallTime = instant(event.getWallTime());
    long step = event.getStep();
    switch (event.getWhatCase()) {
      case FILE_VERSION ->
          ready.add(new RunEvent.FileVersion(wallTime, step, event.getFileVersion()));
      case SUMMARY -> {
        for (Summary.Value value : event.getSummary().getValueList()) {
          ready.add(values.decode(wallTime, step, value));
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

  /** To the microsecond, which is what a number of seconds since 1970 can tell. */
  static Instant instant(double seconds) {
    return Instant.EPOCH.plus(Math.round(seconds * 1e6), ChronoUnit.MICROS);
  }
}
