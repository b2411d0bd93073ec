package dev.hibi.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of the graph, {@code TensorProto}: {@code dims} = 1, {@code data_type} = 2, {@code name}
 * = 8, {@code raw_data} = 9, little-endian. Its values are asked for when they are written, in
 * pieces.
 *
 * @param shape empty for a scalar
 */
record Initializer(String name, ElementType type, List<Long> shape, Values values) {
  private static final int DIMS = 1;
  private static final int DATA_TYPE = 2;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;

  /** Writes all values of a tensor, little-endian. */
  @FunctionalInterface
  interface Values {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** A tensor of float32 as it is. */
  static Initializer of(String name, Tensor tensor) {
    List<Long> shape = new ArrayList<>();
    for (long dimension : tensor.shape()) {
      shape.add(dimension);
    }
    tensor.floats(); // complains of any other type
    return new Initializer(
        name, ElementType.FLOAT32, shape, out -> out.writeRawBytes(tensor.bytes()));
  }

  /** Values of float32. */
  static Initializer of(String name, float[] values, Long... shape) {
    return new Initializer(
        name,
        ElementType.FLOAT32,
        List.of(shape),
        out -> {
          for (float value : values) {
            out.writeFixed32NoTag(Float.floatToRawIntBits(value));
          }
        });
  }

  /** Values of int64, in one dimension. */
  static Initializer ofLongs(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new Initializer(
        name,
        ElementType.INT64,
        List.of((long) values.length),
        out -> out.writeRawBytes(bytes.array()));
  }

  /** How many bytes {@link #writeTo} writes. */
  long byteCount() {
    return head().length + CodedOutputStream.computeUInt64SizeNoTag(dataBytes()) + dataBytes();
  }

  /** Writes the message. */
  void writeTo(CodedOutputStream out) throws IOException {
    out.writeRawBytes(head());
    out.writeUInt64NoTag(dataBytes());
    values.writeTo(out);
  }

  private long dataBytes() {
    return shape.stream().reduce((long) type.byteCount(), Math::multiplyExact);
  }

  /** All up to the length of the values. */
  private byte[] head() {
    return ProtoBytes.of(
        out -> {
          for (long dimension : shape) {
            out.writeInt64(DIMS, dimension);
          }
          out.writeEnum(DATA_TYPE, type.number());
          out.writeString(NAME, name);
          out.writeTag(RAW_DATA, 2); // of a length and bytes
        });
  }
}
