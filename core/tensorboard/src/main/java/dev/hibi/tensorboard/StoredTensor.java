package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Values of a tensor as writers store them: as bytes, little-endian, or as a list, whose last value
 * stands for all that are missing.
 */
final class StoredTensor {
  /** What a short list may be extended to; more would be damage. */
  private static final long MAX_EXTENDED = 1 << 20;

  private final TensorProto tensor;

  StoredTensor(TensorProto tensor) {
    this.tensor = tensor;
  }

  /** Sizes of the dimensions. */
  List<Long> shape() {
    return tensor.getTensorShape().getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }

  /** All values, if they are float32 or float64 and as many as the shape says. */
  Optional<double[]> numbers() {
    boolean single = tensor.getDtype() == DataType.DT_FLOAT;
    if (!single && tensor.getDtype() != DataType.DT_DOUBLE) {
      return Optional.empty();
    }
    if (!tensor.getTensorContent().isEmpty()) {
      return content(single ? Float.BYTES : Double.BYTES);
    }
    int count = single ? tensor.getFloatValCount() : tensor.getDoubleValCount();
    long size = size();
    boolean extended = count > 0 && count < size && size <= MAX_EXTENDED;
    if (size != count && !extended) {
      return Optional.empty();
    }
    double[] values = new double[(int) size];
    for (int i = 0; i < values.length; i++) {
      int at = Math.min(i, count - 1);
      values[i] = single ? tensor.getFloatVal(at) : tensor.getDoubleVal(at);
    }
    return Optional.of(values);
  }

  /** All values, if they are strings. */
  Optional<List<ByteString>> strings() {
    return tensor.getDtype() == DataType.DT_STRING
        ? Optional.of(tensor.getStringValList())
        : Optional.empty();
  }

  private Optional<double[]> content(int width) {
    ByteString content = tensor.getTensorContent();
    if (content.size() % width != 0 || content.size() / width != size()) {
      return Optional.empty();
    }
    ByteBuffer bytes = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[content.size() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] = width == Float.BYTES ? bytes.getFloat() : bytes.getDouble();
    }
    return Optional.of(values);
  }

  /** Negative if no array could have so many. */
  private long size() {
    long size = 1;
    for (long dimension : shape()) {
      if (dimension < 0 || (dimension > 0 && size > Integer.MAX_VALUE / dimension)) {
        return -1;
      }
      size *= dimension;
    }
    return size;
  }
}
