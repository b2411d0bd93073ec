package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The tensors that TensorBoard's plugins read. */
final class Tensors {

  /** As many as TensorBoard's own summaries have. */
  static final int BUCKETS = 30;

  private Tensors() {}

  /** string (), UTF-8. */
  static TensorProto text(String text) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(shape())
        .addStringVal(ByteString.copyFromUtf8(text))
        .build();
  }

  /** string (2 + n): width and height in decimal digits, n PNG files. */
  static TensorProto images(List<SummaryImage> images, String tag) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "no images: expected at least 1, found 0 (tag '%s')".formatted(tag));
    }
    SummaryImage first = images.get(0);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shape(2L + images.size()))
            .addStringVal(ByteString.copyFromUtf8(Integer.toString(first.width())))
            .addStringVal(ByteString.copyFromUtf8(Integer.toString(first.height())));
    for (SummaryImage image : images) {
      if (image.width() != first.width() || image.height() != first.height()) {
        throw new IllegalArgumentException(
            "images of different sizes: expected %dx%d, found %dx%d (tag '%s')"
                .formatted(first.width(), first.height(), image.width(), image.height(), tag));
      }
      tensor.addStringVal(UnsafeByteOperations.unsafeWrap(image.png()));
    }
    return tensor.build();
  }

  /**
   * string (1): a WAV file. TensorFlow writes (1, 2), a file and a label, of which TensorBoard's
   * Python reader makes no sound, and neither reader shows the label.
   */
  static TensorProto audio(byte[] file) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(shape(1))
        .addStringVal(UnsafeByteOperations.unsafeWrap(file))
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
    return bucketTensor(edges(min, max, width), counts(values, min, max, width));
  }

  /**
   * float64 (k, 3) from edges and counts.
   *
   * @throws IllegalArgumentException if they do not make buckets
   */
  static TensorProto histogram(double[] edges, double[] counts, String tag) {
    if (counts.length == 0 || edges.length != counts.length + 1) {
      throw new IllegalArgumentException(
          "bad buckets: expected k + 1 edges and k counts, found %d and %d (tag '%s')"
              .formatted(edges.length, counts.length, tag));
    }
    for (int i = 0; i < edges.length; i++) {
      if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] < edges[i - 1])) {
        throw new IllegalArgumentException(
            "bad edge of a bucket: expected finite, ascending ones, found %s at index %d (tag '%s')"
                .formatted(edges[i], i, tag));
      }
    }
    for (int i = 0; i < counts.length; i++) {
      if (!(counts[i] >= 0 && counts[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "bad count of a bucket: expected a finite number of at least 0, found %s at index %d (tag '%s')"
                .formatted(counts[i], i, tag));
      }
    }
    return bucketTensor(edges, counts);
  }

  private static double[] counts(double[] values, double min, double max, double width) {
    double[] counts = new double[BUCKETS];
    if (min == max) {
      counts[BUCKETS - 1] = values.length;
      return counts;
    }
    for (double value : values) {
      counts[Math.min((int) ((value - min) / width), BUCKETS - 1)]++;
    }
    return counts;
  }

  private static double[] edges(double min, double max, double width) {
    double[] edges = new double[BUCKETS + 1];
    for (int i = 0; i < BUCKETS; i++) {
      edges[i] = min + i * width;
    }
    edges[BUCKETS] = max;
    return edges;
  }

  private static TensorProto bucketTensor(double[] edges, double[] counts) {
    ByteBuffer content =
        ByteBuffer.allocate(Math.multiplyExact(counts.length, 3 * Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < counts.length; i++) {
      content.putDouble(edges[i]);
      content.putDouble(edges[i + 1]);
      content.putDouble(counts[i]);
    }
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_DOUBLE)
        .setTensorShape(shape(counts.length, 3))
        .setTensorContent(ByteString.copyFrom(content.flip()))
        .build();
  }

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }
}
