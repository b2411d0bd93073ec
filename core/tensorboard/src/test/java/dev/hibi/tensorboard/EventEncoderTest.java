package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

final class EventEncoderTest {

  @Test
  void aScalarEqualsTheMessageClassesBytes() {
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

  private static void assertEqualBytes(double wallTime, long step, String tag, float value) {
    Event expected =
        Event.newBuilder()
            .setWallTime(wallTime)
            .setStep(step)
            .setSummary(
                Summary.newBuilder()
                    .addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value)))
            .build();

    RecordBlock block = new RecordBlock();
    encoder().scalar(block, wallTime, step, tag, value);

    assertThat(data(block)).isEqualTo(expected.toByteArray());
  }

  @Test
  void onlyTheFirstValueOfATagIsDescribed() throws IOException {
    EventEncoder encoder = encoder();

    Event first = text(encoder, "a", 0);
    Event second = text(encoder, "a", 1);
    Event other = text(encoder, "b", 1);

    assertThat(first.getSummary().getValue(0).getMetadata().getPluginData().getPluginName())
        .isEqualTo("text");
    assertThat(first.getSummary().getValue(0).getMetadata().getDataClass())
        .isEqualTo(DataClass.DATA_CLASS_TENSOR);
    assertThat(second.getSummary().getValue(0).hasMetadata()).isFalse();
    assertThat(other.getSummary().getValue(0).hasMetadata()).isTrue();
  }

  private static EventEncoder encoder() {
    return new EventEncoder(Long.MAX_VALUE);
  }

  private static Event text(EventEncoder encoder, String tag, long step) throws IOException {
    RecordBlock block = new RecordBlock();
    SummaryValues values =
        SummaryValues.of(Kind.TEXTS, tag, Kind.TEXTS.metadata(), Tensors.text("hello"));
    encoder.values(block, 1, step, values);
    return Event.parseFrom(data(block));
  }

  /** The data of a block's only record. */
  private static byte[] data(RecordBlock block) {
    assertThat(block.records()).isOne();
    return Arrays.copyOfRange(block.bytes(), RecordBlock.HEADER, block.size() - RecordBlock.FOOTER);
  }
}
