package dev.hibi.tensorboard;

import static dev.hibi.tensorboard.EventFileBytes.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Values that are stored otherwise than the fixtures' are, or that are not what they should be. */
final class ValueDecoderTest {
  private final ValueDecoder decoder = new ValueDecoder();

  private RunEvent decode(String plugin, TensorProto.Builder tensor, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return decode(
        plugin, "", Summary.Value.newBuilder().setTensor(tensor.setTensorShape(dimensions)));
  }

  private RunEvent decode(String plugin, String content, Summary.Value.Builder value) {
    SummaryMetadata.PluginData.Builder data =
        SummaryMetadata.PluginData.newBuilder()
            .setPluginName(plugin)
            .setContent(ByteString.copyFrom(content, StandardCharsets.ISO_8859_1));
    return decoder.decode(
        NOW,
        1,
        value.setTag(plugin).setMetadata(SummaryMetadata.newBuilder().setPluginData(data)).build());
  }

  private static TensorProto.Builder floats(float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
    for (float value : values) {
      tensor.addFloatVal(value);
    }
    return tensor;
  }

  private static TensorProto.Builder content(DataType type, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (type == DataType.DT_FLOAT) {
        bytes.putFloat(value);
      } else {
        bytes.putDouble(value);
      }
    }
    return TensorProto.newBuilder()
        .setDtype(type)
        .setTensorContent(ByteString.copyFrom(bytes.flip()));
  }

  private static TensorProto.Builder strings(String... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
    for (String value : values) {
      tensor.addStringVal(ByteString.copyFromUtf8(value));
    }
    return tensor;
  }

  @Test
  void aScalarMayBeBytesOrHaveAShape() {
    RunEvent half = new RunEvent.Scalar(NOW, 1, "scalars", 0.5f);

    assertThat(decode("scalars", floats(0.5f))).isEqualTo(half);
    assertThat(decode("scalars", floats(0.5f), 1, 1)).isEqualTo(half);
    assertThat(decode("scalars", content(DataType.DT_FLOAT, 0.5f))).isEqualTo(half);
    assertThat(decode("scalars", content(DataType.DT_DOUBLE, 0.5f))).isEqualTo(half);
  }

  @Test
  void theLastValueOfAShortListStandsForTheRest() {
    RunEvent.Bucket first = new RunEvent.Bucket(0, 1, 2);
    RunEvent.Bucket rest = new RunEvent.Bucket(2, 2, 2);

    assertThat(decode("histograms", floats(0, 1, 2), 3, 3))
        .isEqualTo(new RunEvent.Histogram(NOW, 1, "histograms", List.of(first, rest, rest)));
  }

  @Test
  void tensorsThatDoNotFitTheirPluginAreOther() {
    for (String plugin :
        List.of("scalars", "text", "histograms", "images", "pr_curves", "hparams")) {
      RunEvent other = new RunEvent.Other(NOW, 1, plugin, plugin);

      assertThat(decode(plugin, floats())).isEqualTo(other);
      assertThat(decode(plugin, floats(1, 2), 2)).isEqualTo(other);
      assertThat(decode(plugin, floats(1), 1L << 40, 1L << 40)).isEqualTo(other);
      assertThat(decode(plugin, floats(1), Integer.MAX_VALUE, 3)).isEqualTo(other);
      assertThat(decode(plugin, floats(1), -1)).isEqualTo(other);
      assertThat(decode(plugin, content(DataType.DT_FLOAT, 1), 2)).isEqualTo(other);
      assertThat(decode(plugin, strings())).isEqualTo(other);
      assertThat(decode(plugin, strings("a", "b", "c"), 1, 1, 3)).isEqualTo(other);
      assertThat(decode(plugin, TensorProto.newBuilder().setDtype(DataType.DT_INT64)))
          .isEqualTo(other);
    }
  }

  @Test
  void thePluginIsSaidWithTheFirstValueAndThenStays() {
    assertThat(decode("text", strings("a"))).isInstanceOf(RunEvent.Text.class);

    Summary.Value second =
        Summary.Value.newBuilder().setTag("text").setTensor(strings("b")).build();

    assertThat(decoder.decode(NOW, 2, second)).isEqualTo(new RunEvent.Text(NOW, 2, "text", "b"));
  }

  @Test
  void anOldHistogramLosesItsEmptyEnds() {
    HistogramProto.Builder histogram = HistogramProto.newBuilder().setMin(-0.5).setMax(1.5);
    for (double limit : new double[] {-1, 0, 1, 2, Double.MAX_VALUE}) {
      histogram.addBucketLimit(limit);
    }
    for (double count : new double[] {0, 1, 0, 2, 0}) {
      histogram.addBucket(count);
    }

    assertThat(decode("", "", Summary.Value.newBuilder().setHisto(histogram)))
        .isEqualTo(
            new RunEvent.Histogram(
                NOW,
                1,
                "",
                List.of(
                    new RunEvent.Bucket(-0.5, 0, 1),
                    new RunEvent.Bucket(0, 1, 0),
                    new RunEvent.Bucket(1, 1.5, 2))));
  }

  @Test
  void anOldHistogramMayBeEmptyButNotLopsided() {
    HistogramProto.Builder histogram =
        HistogramProto.newBuilder().addBucketLimit(1).addBucketLimit(2).addBucket(0).addBucket(0);
    Summary.Value.Builder value = Summary.Value.newBuilder().setHisto(histogram);
    assertThat(decode("", "", value)).isEqualTo(new RunEvent.Histogram(NOW, 1, "", List.of()));

    histogram.addBucket(1);
    assertThat(decode("", "", value.setHisto(histogram)))
        .isEqualTo(new RunEvent.Other(NOW, 1, "", "histo"));
  }

  /** Fields by hand: 3 session_start_info {1 {1 "a", 2 {1 null}}, 4 "g", 9 a new field}. */
  @Test
  void hyperparametersOfOtherTypesAndNewFieldsAreSkipped() {
    String content =
        "\u0008\u0000\u001a\u000e\n\u0007\n\u0001a\u0012\u0002\u0008\u0000\"\u0001gH\u0001";

    assertThat(decode("hparams", content, Summary.Value.newBuilder()))
        .isEqualTo(new RunEvent.HParamsStart(NOW, 1, new TreeMap<>(), "g"));
    assertThat(decode("hparams", content.substring(0, 10), Summary.Value.newBuilder()))
        .isEqualTo(new RunEvent.Other(NOW, 1, "hparams", "hparams"));
    assertThat(decode("hparams", "\"\u0002\u0008\u0009", Summary.Value.newBuilder()))
        .isEqualTo(new RunEvent.HParamsEnd(NOW, 1, SessionStatus.UNKNOWN));
  }
}
