package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.TensorProto;

final class PrCurveTest {

  @Test
  void rowsAreCountsPrecisionAndRecallAtEachThreshold(@TempDir Path dir) throws IOException {
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      boolean[] labels = {true, true, false, false};
      double[] scores = {1, 0.5, 0.5, 0};
      writer.prCurve("pr", PrCurve.of(labels, scores, new double[] {1, 2, 1, 1}, 3), 7);
    }

    Summary.Value value = EventRecords.tensors(writer.file()).get(0);
    assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("pr_curves");
    assertThat(EventRecords.pluginContent(value)).isEqualTo("1003");
    assertThat(floats(value.getTensor()))
        .containsExactly(
            3, 3, 1, // true positives at 0, 0.5, 1
            2, 1, 0, // false positives
            0, 1, 2, // true negatives
            0, 0, 2, // false negatives
            0.6f, 0.75f, 1, // precision
            1, 1, 1f / 3); // recall
  }

  @Test
  void aScoreReachesTheThresholdsThatAreNotLarger() {
    Random random = new Random(1);
    for (int thresholds : new int[] {2, 11, 101, 127, 201}) {
      for (int i = 0; i < 1_000; i++) {
        double score = i < thresholds ? (double) i / (thresholds - 1) : random.nextDouble();
        PrCurve curve =
            PrCurve.of(new boolean[] {true}, new double[] {score}, new double[] {1}, thresholds);
        for (int t = 0; t < thresholds; t++) {
          assertThat(curve.recall(t)).isEqualTo(score >= curve.threshold(t) ? 1 : 0);
        }
      }
    }
  }

  @Test
  void countsMakeTheSameCurveAsSamples() {
    PrCurve curve =
        PrCurve.ofCounts(
            new long[] {3, 2}, new long[] {2, 0}, new long[] {0, 2}, new long[] {0, 1});

    assertThat(curve.thresholds()).isEqualTo(2);
    assertThat(curve.precision(0)).isEqualTo(0.6);
    assertThat(curve.recall(1)).isEqualTo(2.0 / 3);
    assertThat(PrCurve.ofCounts(new long[2], new long[2], new long[2], new long[2]).precision(0))
        .isZero();
  }

  @Test
  void whatIsNoCurveIsRefused() {
    boolean[] one = {true};
    assertRefused(
        () -> PrCurve.of(new boolean[0], new double[0]),
        "bad samples: expected equally many labels, scores and weights, at least 1 of each,"
            + " found 0, 0 and 0");
    assertRefused(
        () -> PrCurve.of(one, new double[] {Double.NaN}),
        "bad score: expected 0 to 1, found NaN (sample 0)");
    assertRefused(
        () -> PrCurve.of(one, new double[] {1}, new double[] {-1}, 3),
        "bad weight: expected a finite number of at least 0, found -1.0 (sample 0)");
    assertRefused(
        () -> PrCurve.of(one, new double[] {1}, new double[] {1}, 1),
        "bad thresholds: expected at least 2, found 1");
    assertRefused(
        () -> PrCurve.ofCounts(new long[2], new long[2], new long[2], new long[3]),
        "bad counts: expected equally many, at least 2 of each kind, found 2, 2, 2 and 3");
    assertRefused(
        () -> PrCurve.ofCounts(new long[] {0, -3}, new long[2], new long[2], new long[2]),
        "bad counts: expected at least 0, found -3");
  }

  private static float[] floats(TensorProto tensor) {
    assertThat(tensor.getTensorShape().getDim(0).getSize()).isEqualTo(6);
    FloatBuffer buffer =
        tensor
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
