package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * Event files as protobuf messages, read by the format's letter and not by this package's reader.
 */
final class EventRecords {
  private EventRecords() {}

  /** All events of a file, their checksums verified. */
  static List<Event> of(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int at = bytes.position();
      int length = Math.toIntExact(bytes.getLong());
      assertThat(bytes.getInt()).isEqualTo(masked(bytes, at, 8));
      byte[] data = new byte[length];
      bytes.get(data);
      assertThat(bytes.getInt()).isEqualTo(masked(bytes, at + 12, length));
      events.add(Event.parseFrom(data));
    }
    return events;
  }

  /** All values of a file that have a tensor. */
  static List<Summary.Value> tensors(Path file) throws IOException {
    return of(file).stream()
        .flatMap(event -> event.getSummary().getValueList().stream())
        .filter(Summary.Value::hasTensor)
        .toList();
  }

  static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  static String pluginContent(Summary.Value value) {
    return hex(value.getMetadata().getPluginData().getContent());
  }

  private static int masked(ByteBuffer bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(at).limit(at + length).slice());
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }
}
