package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The tensors that TensorBoard's plugins read. */
final class Tensors {
  static final String TEXT = "text";
  static final String HISTOGRAMS = "histograms";

  /** As many as TensorBoard's own summaries have. */
  static final int BUCKETS = 30;

  private Tensors() {}

  /** string (), UTF-8. */
  static TensorProto text(String text) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(TensorShapeProto.getDefaultInstance())
        .addStringVal(ByteString.copyFromUtf8(text))
        .build();
  }

  /**
   * float64 (30, 3): left edge, right edge, count. The buckets are of equal width from the least
   * value to the greatest; if all values are equal, all edges are that value and the last bucket
   * has the count.
   *
   * @param values at least one, finite
   * @throws IllegalArgumentException if there is none, or one is not finite, or the range overflows
   */
  static TensorProto histogram(double[] values, String tag) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "bad histogram value: expected a finite number, found %s at index %d (tag '%s')"
                .formatted(values[i], i, tag));
      }
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    if (values.length == 0) {
      throw new IllegalArgumentException(
          "empty histogram: expected at least 1 value, found 0 (tag '%s')".formatted(tag));
    }
    if (Double.isInfinite(max - min)) {
      throw new IllegalArgumentException(
          "histogram too wide: expected a range that is a finite number, found %s to %s (tag '%s')"
              .formatted(min, max, tag));
    }
    double width = (max - min) / BUCKETS;
    return bucketTensor(min, max, width, counts(values, min, max, width));
  }

  private static int[] counts(double[] values, double min, double max, double width) {
    int[] counts = new int[BUCKETS];
    if (min == max) {
      counts[BUCKETS - 1] = values.length;
      return counts;
    }
    for (double value : values) {
      counts[Math.min((int) ((value - min) / width), BUCKETS - 1)]++;
    }
    return counts;
  }

  private static TensorProto bucketTensor(double min, double max, double width, int[] counts) {
    ByteBuffer content =
        ByteBuffer.allocate(BUCKETS * 3 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < BUCKETS; i++) {
      content.putDouble(min + i * width);
      content.putDouble(i == BUCKETS - 1 ? max : min + (i + 1) * width);
      content.putDouble(counts[i]);
    }
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_DOUBLE)
        .setTensorShape(
            TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(BUCKETS))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(3)))
        .setTensorContent(ByteString.copyFrom(content.flip()))
        .build();
  }

  /** The value of a float32 () tensor. */
  static float scalar(TensorProto tensor) {
    if (tensor.getFloatValCount() > 0) {
      return tensor.getFloatVal(0);
    }
    ByteString content = tensor.getTensorContent();
    return content.size() < Float.BYTES
        ? 0
        : content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  /** The buckets of a float64 (k, 3) tensor. */
  static List<RunEvent.Bucket> buckets(TensorProto tensor) {
    DoubleBuffer content =
        tensor
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer();
    List<RunEvent.Bucket> buckets = new ArrayList<>(content.remaining() / 3);
    while (content.remaining() >= 3) {
      buckets.add(new RunEvent.Bucket(content.get(), content.get(), content.get()));
    }
    return buckets;
  }
}
