package dev.hibi.model.network;

import dev.hibi.model.weights.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A place for a tensor in a network: what it must be, and what it is before anything is learned.
 *
 * @param name in PyTorch's {@code state_dict}, such as {@code layer1.0.conv1.weight}
 * @param type of its values
 * @param shape empty for a scalar
 * @param learns whether gradients change it; running statistics follow the data instead
 * @param initial how it begins
 */
public record Parameter(
    String name, Tensor.Type type, List<Long> shape, boolean learns, Initial initial) {

  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** How a tensor begins. */
  public sealed interface Initial {

    /** Every value the same. */
    record Constant(double value) implements Initial {}

    /**
     * Normal around 0 with variance 2 / fan-out (He et al. 2015).
     *
     * @param fanOut output channels times the kernel's pixels
     */
    record HeNormal(int fanOut) implements Initial {}

    /** Uniform between -bound and bound. */
    record Uniform(double bound) implements Initial {}
  }

  static Parameter float32(String name, boolean learns, Initial initial, long... shape) {
    List<Long> dimensions = LongStream.of(shape).boxed().toList();
    return new Parameter(name, Tensor.Type.FLOAT32, dimensions, learns, initial);
  }

  /** Number of values. */
  public long elementCount() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Whether a tensor has the type and the shape. */
  public boolean fits(Tensor tensor) {
    return tensor.type() == type && Arrays.equals(tensor.shape(), shapeArray());
  }

  /**
   * The tensor's beginning.
   *
   * @param seed equal seeds give equal values on every machine; each name has its own stream
   */
  public Tensor draw(long seed) {
    return InitialValues.draw(this, seed);
  }

  /** Type and shape as {@link Tensor#toString} has them, such as {@code float32[64, 3, 7, 7]}. */
  public String layout() {
    return type + shape.toString();
  }

  long[] shapeArray() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
