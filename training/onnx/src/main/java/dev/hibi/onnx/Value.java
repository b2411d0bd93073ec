package dev.hibi.onnx;

import java.util.List;

/**
 * An input or output of the graph, {@code ValueInfoProto}: {@code name} = 1, {@code type} = 2,
 * {@code doc_string} = 3. The first dimension is how many images there are.
 *
 * @param shape without the first dimension
 * @param doc one line
 */
record Value(String name, ElementType type, List<Long> shape, String doc) {
  private static final String BATCH = "batch";
  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int DOC_STRING = 3;
  private static final int TENSOR_TYPE = 1; // of TypeProto
  private static final int ELEMENT_TYPE = 1; // of TypeProto.Tensor
  private static final int SHAPE = 2;
  private static final int DIM = 1; // of TensorShapeProto
  private static final int DIM_VALUE = 1; // of TensorShapeProto.Dimension
  private static final int DIM_PARAM = 2;

  byte[] bytes() {
    return ProtoBytes.of(
        out -> {
          out.writeString(NAME, name);
          out.writeByteArray(
              TYPE, ProtoBytes.of(type -> type.writeByteArray(TENSOR_TYPE, tensor())));
          out.writeString(DOC_STRING, doc);
        });
  }

  private byte[] tensor() {
    byte[] dimensions =
        ProtoBytes.of(
            out -> {
              out.writeByteArray(DIM, ProtoBytes.of(dim -> dim.writeString(DIM_PARAM, BATCH)));
              for (long size : shape) {
                out.writeByteArray(DIM, ProtoBytes.of(dim -> dim.writeInt64(DIM_VALUE, size)));
              }
            });
    return ProtoBytes.of(
        out -> {
          out.writeEnum(ELEMENT_TYPE, type.number());
          out.writeByteArray(SHAPE, dimensions);
        });
  }

  /** Such as {@code logits float32 (batch, 2)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name + " " + type + " (" + BATCH);
    shape.forEach(size -> text.append(", ").append(size));
    return text.append(")").toString();
  }
}
