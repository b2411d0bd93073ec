package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

final class ScalarRecordTest {
  private final ScalarRecord record = new ScalarRecord();

  private static byte[] event(double wallTime, long step, String tag, float value) {
    return Event.newBuilder()
        .setWallTime(wallTime)
        .setStep(step)
        .setSummary(
            Summary.newBuilder()
                .addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value)))
        .build()
        .toByteArray();
  }

  @Test
  void scalarsAreRecognised() {
    String[] tags = {"a", "ひび/割れ", "x".repeat(127), "x".repeat(128), "x".repeat(20_000)};
    for (long step : new long[] {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE, -1}) {
      for (String tag : tags) {
        byte[] bytes = event(1700000000.5, step, tag, -2.5f);

        assertThat(record.read(bytes, 0, bytes.length))
            .isEqualTo(new RunEvent.Scalar(EventFileBytes.NOW, step, tag, -2.5f));
      }
    }
    byte[] zero = event(0, 0, "a", 0);
    assertThat(record.read(zero, 0, zero.length))
        .isEqualTo(new RunEvent.Scalar(Instant.EPOCH, 0, "a", 0));
  }

  /** Whatever it recognises is what the message classes read. */
  @Test
  void changedRecordsAreRecognisedOnlyIfTheMessageClassesAgree() {
    Random random = new Random(4);
    int recognised = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = event(i, random.nextInt(400), "tag" + i % 3, i);
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
      RunEvent.Scalar scalar = record.read(bytes, 0, length);
      if (scalar != null) {
        recognised++;
        assertThat(scalar).isEqualTo(parsed(Arrays.copyOf(bytes, length)));
      }
    }
    assertThat(recognised).isGreaterThan(10_000);
  }

  private static RunEvent.Scalar parsed(byte[] bytes) {
    try {
      Event event = Event.parseFrom(bytes);
      Summary.Value value = event.getSummary().getValue(0);
      assertThat(value.getValueCase()).isEqualTo(Summary.Value.ValueCase.SIMPLE_VALUE);
      return new RunEvent.Scalar(
          EventDecoder.instant(event.getWallTime()),
          event.getStep(),
          value.getTag(),
          value.getSimpleValue());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void otherRecordsAreLeftAlone() {
    byte[] version = Event.newBuilder().setFileVersion("brain.Event:2").build().toByteArray();
    Summary.Value.Builder value = Summary.Value.newBuilder().setTag("a").setSimpleValue(1);
    byte[] two =
        Event.newBuilder()
            .setSummary(Summary.newBuilder().addValue(value).addValue(value))
            .build()
            .toByteArray();
    byte[] bad = event(1, 1, "abc", 1);
    bad[bad.length - 6] = (byte) 0xff;

    for (byte[] bytes : new byte[][] {version, two, bad, {}}) {
      assertThat(record.read(bytes, 0, bytes.length)).isNull();
    }
    assertThat(new String(bad, StandardCharsets.UTF_8)).contains("ab\ufffd");
  }
}
