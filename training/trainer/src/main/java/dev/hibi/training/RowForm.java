package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What is kept of a sample: (features), or a map (height, width, channels).
 *
 * @param type float32, or bfloat16, of which two travel as one int32
 */
record RowForm(List<Long> shape, Tensor.Type type) {
  /** Copies the shape. */
  RowForm {
    shape = List.copyOf(shape);
  }

  /** Of a batch, float32 (N, …), or int32 with the bits of two bfloat16. */
  static RowForm of(NDArray batch) {
    List<Long> shape = new ArrayList<>();
    for (int i = 1; i < batch.getShape().dimension(); i++) {
      shape.add(batch.getShape().get(i));
    }
    if (batch.getDataType() == DataType.FLOAT32) {
      return new RowForm(shape, Tensor.Type.FLOAT32);
    }
    int last = shape.size() - 1;
    shape.set(last, 2 * shape.get(last));
    return new RowForm(shape, Tensor.Type.BFLOAT16);
  }

  /** Bytes of a row by four. */
  int words() {
    long bytes = shape.stream().reduce((long) type.byteCount(), Math::multiplyExact);
    return Math.toIntExact(bytes / Float.BYTES);
  }

  /** Of so many rows in a file. */
  long[] stored(int rows) {
    return LongStream.concat(LongStream.of(rows), shape.stream().mapToLong(Long::longValue))
        .toArray();
  }

  /** Of so many rows in a batch. */
  Shape batch(int rows) {
    long[] batch = stored(rows);
    if (type == Tensor.Type.BFLOAT16) {
      batch[batch.length - 1] /= 2;
    }
    return new Shape(batch);
  }

  /** What a batch is of. */
  DataType batchType() {
    return type == Tensor.Type.BFLOAT16 ? DataType.INT32 : DataType.FLOAT32;
  }
}
