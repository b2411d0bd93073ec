package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

final class EventEncoderTest {

  @Test
  void aScalarEqualsTheMessageClassesBytes() throws IOException {
    for (String tag : List.of("a", "損失/ひび", "t".repeat(130), "u".repeat(20_000))) {
      for (long step : new long[] {0, 1, 127, 128, 300, Integer.MAX_VALUE, Long.MAX_VALUE}) {
        assertEqualBytes(1_700_000_000.5, step, tag, 0.1f);
      }
    }
    for (float value : new float[] {0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertEqualBytes(1, 1, "a", value);
    }
    assertEqualBytes(0.0, 1, "a", 1);
    assertEqualBytes(-0.0, 1, "a", 1);
    assertEqualBytes(1, 1, "longer than a block".repeat(10_000), 1);
  }

  private static void assertEqualBytes(double wallTime, long step, String tag, float value)
      throws IOException {
    Event expected =
        Event.newBuilder()
            .setWallTime(wallTime)
            .setStep(step)
            .setSummary(
                Summary.newBuilder()
                    .addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value)))
            .build();

    assertThat(encode(new Pending.Scalar(wallTime, step, tag, value)))
        .isEqualTo(expected.toByteArray());
  }

  @Test
  void onlyTheFirstValueOfATagIsDescribed() throws IOException {
    EventEncoder encoder = new EventEncoder();

    Event first = Event.parseFrom(encode(encoder, text("a", 0)));
    Event second = Event.parseFrom(encode(encoder, text("a", 1)));
    Event other = Event.parseFrom(encode(encoder, text("b", 1)));

    assertThat(first.getSummary().getValue(0).getMetadata().getPluginData().getPluginName())
        .isEqualTo("text");
    assertThat(first.getSummary().getValue(0).getMetadata().getDataClass())
        .isEqualTo(DataClass.DATA_CLASS_TENSOR);
    assertThat(second.getSummary().getValue(0).hasMetadata()).isFalse();
    assertThat(other.getSummary().getValue(0).hasMetadata()).isTrue();
  }

  private static Pending text(String tag, long step) {
    return new Pending.Tensor(1, step, tag, Tensors.TEXT, Tensors.text("hello"));
  }

  private static byte[] encode(Pending value) throws IOException {
    return encode(new EventEncoder(), value);
  }

  private static byte[] encode(EventEncoder encoder, Pending value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordOutput records = new RecordOutput(out);
    encoder.encode(value, records);
    records.flush();
    byte[] record = out.toByteArray();
    return Arrays.copyOfRange(record, RecordOutput.HEADER, record.length - RecordOutput.FOOTER);
  }
}
