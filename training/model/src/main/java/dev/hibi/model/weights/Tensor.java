package dev.hibi.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Numbers with a shape, in Java's memory: what a weights file holds under one name.
 *
 * <p>The values lie row-major (the last dimension varies fastest) and little-endian in one buffer.
 * Immutable as long as nobody writes to an array that was given away; thread-safe.
 */
public final class Tensor {

  /** What the values are. */
  public enum Type {
    /** IEEE 754 single precision, 4 bytes. */
    FLOAT32(4),
    /** The upper half of a float32, 2 bytes; of weights in memory there are none. */
    BFLOAT16(2),
    /** Signed integer, 8 bytes. */
    INT64(8);

    private final int byteCount;

    Type(int byteCount) {
      this.byteCount = byteCount;
    }

    /** Bytes of one value. */
    public int byteCount() {
      return byteCount;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Type type;
  private final long[] shape;
  private final ByteBuffer data;

  private Tensor(Type type, long[] shape, ByteBuffer data) {
    this.type = type;
    this.shape = shape.clone();
    this.data = data;
    long expected = elementCount(shape) * type.byteCount();
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "wrong number of bytes: expected %d for %s %s, found %d"
              .formatted(expected, type, Arrays.toString(shape), data.remaining()));
    }
  }

  /**
   * Values that lie in a buffer already.
   *
   * @param data little-endian, from position to limit; not copied, not to be written to again
   * @throws IllegalArgumentException if the buffer's size does not fit the shape
   */
  public static Tensor wrap(Type type, long[] shape, ByteBuffer data) {
    return new Tensor(type, shape, data.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * Float32 values, copied.
   *
   * @param values row-major
   * @param shape product equal to the number of values; none for a scalar
   * @throws IllegalArgumentException if values and shape do not fit
   */
  public static Tensor of(float[] values, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(Type.FLOAT32, shape, data);
  }

  /** Int64 values in one dimension, copied. */
  public static Tensor ofLongs(long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, 8)).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new Tensor(Type.INT64, new long[] {values.length}, data);
  }

  /** One int64 value of shape (). */
  public static Tensor scalar(long value) {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(0, value);
    return new Tensor(Type.INT64, new long[0], data);
  }

  /** Float32 zeros. */
  public static Tensor zeros(long... shape) {
    int count = Math.toIntExact(elementCount(shape));
    return wrap(Type.FLOAT32, shape, ByteBuffer.allocate(Math.multiplyExact(count, 4)));
  }

  /** What the values are. */
  public Type type() {
    return type;
  }

  /** A copy of the dimensions; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of values. */
  public int elementCount() {
    return data.remaining() / type.byteCount();
  }

  /** The values as little-endian bytes, read only. */
  public ByteBuffer bytes() {
    return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The values, row-major, read only.
   *
   * @throws IllegalStateException if this is not float32
   */
  public FloatBuffer floats() {
    require(Type.FLOAT32);
    return bytes().asFloatBuffer();
  }

  /**
   * A copy of the values, row-major.
   *
   * @throws IllegalStateException if this is not float32
   */
  public float[] toFloatArray() {
    float[] values = new float[elementCount()];
    floats().get(values);
    return values;
  }

  /**
   * A copy of the values, row-major.
   *
   * @throws IllegalStateException if this is not int64
   */
  public long[] toLongArray() {
    require(Type.INT64);
    long[] values = new long[elementCount()];
    bytes().asLongBuffer().get(values);
    return values;
  }

  /**
   * The single value of an int64 scalar.
   *
   * @throws IllegalStateException if this is not int64 with one value
   */
  public long toLong() {
    require(Type.INT64);
    if (elementCount() != 1) {
      throw new IllegalStateException("not a scalar: expected 1 value, found " + elementCount());
    }
    return data.getLong(0);
  }

  private void require(Type expected) {
    if (type != expected) {
      throw new IllegalStateException("wrong type: expected " + expected + ", found " + type);
    }
  }

  private static long elementCount(long[] shape) {
    long count = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "bad shape: expected dimensions of 0 and more, found " + Arrays.toString(shape));
      }
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  /** Type and shape, such as {@code float32[64, 3, 7, 7]}; not the values. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
