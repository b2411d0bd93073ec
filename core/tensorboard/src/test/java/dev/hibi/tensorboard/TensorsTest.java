package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TensorsTest {

  @Test
  void valuesFallIntoThirtyBucketsOfEqualWidth() {
    List<RunEvent.Bucket> buckets = buckets(0, 0.5, 1, 1.5, 29.5, 30);

    assertThat(buckets).hasSize(30);
    assertThat(buckets.get(0)).isEqualTo(new RunEvent.Bucket(0, 1, 2));
    assertThat(buckets.get(1)).isEqualTo(new RunEvent.Bucket(1, 2, 2));
    assertThat(buckets.get(29)).isEqualTo(new RunEvent.Bucket(29, 30, 2));
    assertThat(buckets.subList(2, 29)).allMatch(b -> b.count() == 0 && b.right() - b.left() == 1);
  }

  @Test
  void equalValuesAreInTheLastBucketWhichHasNoWidth() {
    List<RunEvent.Bucket> buckets = buckets(2.5, 2.5, 2.5);

    assertThat(buckets.subList(0, 29))
        .isEqualTo(Collections.nCopies(29, new RunEvent.Bucket(2.5, 2.5, 0)));
    assertThat(buckets.get(29)).isEqualTo(new RunEvent.Bucket(2.5, 2.5, 3));
  }

  @Test
  void edgesMeetAndNothingIsLostInARangeThatDoesNotDivide() {
    double[] values = new double[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i) * 1e-3 + 7;
    }

    List<RunEvent.Bucket> buckets = buckets(values);

    for (int i = 1; i < buckets.size(); i++) {
      assertThat(buckets.get(i).left()).isEqualTo(buckets.get(i - 1).right());
    }
    assertThat(buckets.stream().mapToDouble(RunEvent.Bucket::count).sum()).isEqualTo(1000);
  }

  @Test
  void aRangeBelowTheSmallestNumberKeepsItsCount() {
    assertThat(buckets(0, Double.MIN_VALUE).stream().mapToDouble(RunEvent.Bucket::count).sum())
        .isEqualTo(2);
  }

  @Test
  void valuesThatHaveNoPlaceAreRefused() {
    assertThatThrownBy(() -> Tensors.histogram(new double[0], "w"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("empty histogram: expected at least 1 value, found 0 (tag 'w')");
    assertThatThrownBy(() -> Tensors.histogram(new double[] {1, Double.NaN}, "w"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad histogram value: expected a finite number, found NaN at index 1 (tag 'w')");
    assertThatThrownBy(() -> Tensors.histogram(new double[] {-1.5e308, 1.5e308}, "w"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "histogram too wide: expected a range that is a finite number, found -1.5E308 to"
                + " 1.5E308 (tag 'w')");
  }

  private static List<RunEvent.Bucket> buckets(double... values) {
    DoubleBuffer content =
        Tensors.histogram(values, "w")
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer();
    List<RunEvent.Bucket> buckets = new ArrayList<>();
    while (content.hasRemaining()) {
      buckets.add(new RunEvent.Bucket(content.get(), content.get(), content.get()));
    }
    return buckets;
  }
}
