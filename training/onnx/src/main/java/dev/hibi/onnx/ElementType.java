package dev.hibi.onnx;

import java.util.Locale;

/** What the values of a tensor are, with the number that {@code TensorProto.DataType} has of it. */
enum ElementType {
  FLOAT32(1, Float.BYTES),
  UINT8(2, Byte.BYTES),
  INT64(7, Long.BYTES);

  private final int number;
  private final int byteCount;

  ElementType(int number, int byteCount) {
    this.number = number;
    this.byteCount = byteCount;
  }

  int number() {
    return number;
  }

  /** Bytes of one value. */
  int byteCount() {
    return byteCount;
  }

  /** As in messages and documents, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
