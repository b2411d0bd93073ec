package dev.hibi.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** What numbers in a file of weights are; all but whole ones become float32 in memory. */
enum StoredType {
  /** IEEE 754 single precision. */
  F32(4),
  /** IEEE 754 double precision: rounded to the nearest float32, ties to even. */
  F64(8),
  /** IEEE 754 half precision. */
  F16(2),
  /** The upper half of a float32. */
  BF16(2),
  /** Signed integers of 8 bytes. */
  I64(8);

  private final int byteCount;

  StoredType(int byteCount) {
    this.byteCount = byteCount;
  }

  /** Bytes of one value in a file. */
  int byteCount() {
    return byteCount;
  }

  /** Whether it is kept in memory as it is. */
  boolean isKept() {
    return this == F32 || this == I64;
  }

  /**
   * A tensor of values of this type.
   *
   * @param values row-major and little-endian, as many as the shape has; not copied if they are
   *     {@linkplain #isKept kept}
   */
  Tensor tensor(long[] shape, ByteBuffer values) {
    ByteBuffer given = values.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (isKept()) {
      return Tensor.wrap(this == I64 ? Tensor.Type.INT64 : Tensor.Type.FLOAT32, shape, given);
    }
    int count = given.remaining() / byteCount;
    ByteBuffer floats = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer out = floats.asFloatBuffer();
    for (int i = 0; i < count; i++) {
      out.put(
          i,
          switch (this) {
            case F64 -> (float) given.getDouble(8 * i);
            case F16 -> half(given.getShort(2 * i));
            default -> Float.intBitsToFloat(given.getShort(2 * i) << 16);
          });
    }
    return Tensor.wrap(Tensor.Type.FLOAT32, shape, floats);
  }

  /** Exact. */
  static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat((exponent + 127 - 15) << 23 | fraction << 13);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
