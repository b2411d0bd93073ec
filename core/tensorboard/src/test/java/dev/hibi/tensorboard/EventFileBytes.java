package dev.hibi.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** Event files made of protobuf messages by the format's letter, and not by this package. */
final class EventFileBytes {
  /** The wall time of all events. */
  static final Instant NOW = Instant.parse("2023-11-14T22:13:20.500Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  EventFileBytes version() {
    return event(Event.newBuilder().setFileVersion("brain.Event:2"));
  }

  EventFileBytes start(long step) {
    return event(
        Event.newBuilder()
            .setStep(step)
            .setSessionLog(
                SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START).build()));
  }

  EventFileBytes scalar(String tag, long step, float value) {
    return value(step, Summary.Value.newBuilder().setTag(tag).setSimpleValue(value));
  }

  EventFileBytes value(long step, Summary.Value.Builder value) {
    return event(Event.newBuilder().setStep(step).setSummary(Summary.newBuilder().addValue(value)));
  }

  EventFileBytes event(Event.Builder event) {
    return record(event.setWallTime(NOW.toEpochMilli() / 1e3).build().toByteArray());
  }

  EventFileBytes record(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length).putInt(masked(record.array(), 0, 8));
    record.put(data).putInt(masked(record.array(), 12, data.length));
    bytes.writeBytes(record.array());
    return this;
  }

  EventFileBytes raw(byte... more) {
    bytes.writeBytes(more);
    return this;
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  static int masked(byte[] bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, start, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }
}
