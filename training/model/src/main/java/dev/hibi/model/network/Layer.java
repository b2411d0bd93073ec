package dev.hibi.model.network;

import dev.hibi.model.network.Layer.Parameter.Initial;
import dev.hibi.model.weights.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One operation of a network: a node of its graph.
 *
 * <p>Names are torchvision's module names, such as {@code layer1.0.conv1}; operations that are no
 * module there have names of their kind, such as {@code layer1.0.add}. Shapes are without the
 * batch's dimension: (channels, height, width) for images, (features) for vectors.
 */
public sealed interface Layer {

  /** The layer's name, which its result has too. */
  String name();

  /** Names of the layers whose results it takes, in order. */
  default List<String> inputs() {
    return List.of();
  }

  /** Its tensors in the order of PyTorch's {@code state_dict}. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The shape of its result.
   *
   * @param inputs the shapes of its inputs, in their order
   */
  List<Long> outputShape(List<List<Long>> inputs);

  /**
   * What the network is given: images, float32 (N, channels, H, W), normalised.
   *
   * @param channels such as red, green and blue
   */
  record Images(String name, int channels) implements Layer {
    /** The images' shape, which takes the edge in pixels as its input's. */
    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      long edge = inputs.get(0).get(0);
      return List.of((long) channels, edge, edge);
    }
  }

  /**
   * What the rest of a network is given, whose first layers have been computed: their result,
   * channels last, float32 (N, H, W, channels); where the network computes in bfloat16, its bits,
   * of two channels an int32 (N, H, W, channels / 2).
   *
   * @param channels a multiple of 2
   */
  record Activations(String name, int channels) implements Layer {
    /** The map's shape, channels first, which takes its edge as its input's. */
    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      long edge = inputs.get(0).get(0);
      return List.of((long) channels, edge, edge);
    }
  }

  /**
   * What a head alone is given: float32 (N, count).
   *
   * @param count width of a backbone's features
   */
  record Features(String name, int count) implements Layer {
    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return List.of((long) count);
    }
  }

  /**
   * A convolution without bias; padding is {@code kernel / 2} pixels on every side.
   *
   * @param in channels of what it takes
   * @param out channels of what it gives
   * @param kernel edge in pixels
   * @param stride in pixels
   */
  record Convolution(String name, String input, int in, int out, int kernel, int stride)
      implements Layer {
    /** In pixels, on every side. */
    public int padding() {
      return kernel / 2;
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.float32(
              name + ".weight", true, new Initial.HeNormal(out * kernel * kernel), shape()));
    }

    private long[] shape() {
      return new long[] {out, in, kernel, kernel};
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      List<Long> image = inputs.get(0);
      return List.of((long) out, strided(image.get(1), stride), strided(image.get(2), stride));
    }
  }

  /** Batch normalisation; {@code num_batches_tracked} counts, it does not learn. */
  record BatchNorm(String name, String input, int channels) implements Layer {
    /** Added to the variance. */
    public static final double EPS = 1e-5;

    /** Weight of a batch in the running statistics. */
    public static final double MOMENTUM = 0.1;

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      Initial zero = new Initial.Constant(0);
      Initial one = new Initial.Constant(1);
      return List.of(
          Parameter.float32(name + ".weight", true, one, channels),
          Parameter.float32(name + ".bias", true, zero, channels),
          Parameter.float32(name + ".running_mean", false, zero, channels),
          Parameter.float32(name + ".running_var", false, one, channels),
          new Parameter(name + ".num_batches_tracked", Tensor.Type.INT64, List.of(), false, zero));
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return inputs.get(0);
    }
  }

  /** What is below 0 becomes 0. */
  record Relu(String name, String input) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return inputs.get(0);
    }
  }

  /**
   * The largest of each window; padding is {@code kernel / 2} pixels on every side.
   *
   * @param kernel edge in pixels
   * @param stride in pixels
   */
  record MaxPool(String name, String input, int kernel, int stride) implements Layer {
    /** In pixels, on every side. */
    public int padding() {
      return kernel / 2;
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      List<Long> image = inputs.get(0);
      return List.of(image.get(0), strided(image.get(1), stride), strided(image.get(2), stride));
    }
  }

  /** The sum of two results of equal shape. */
  record Add(String name, String left, String right) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(left, right);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return inputs.get(0);
    }
  }

  /** The mean of each channel: images become vectors. */
  record GlobalAveragePool(String name, String input) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return List.of(inputs.get(0).get(0));
    }
  }

  /** The largest value of each channel: images become vectors. */
  record GlobalMaxPool(String name, String input) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return List.of(inputs.get(0).get(0));
    }
  }

  /**
   * Vectors one after the other.
   *
   * @param inputs at least one
   */
  record Concat(String name, List<String> inputs) implements Layer {
    /** Copies the list. */
    public Concat {
      inputs = List.copyOf(inputs);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> shapes) {
      return List.of(shapes.stream().mapToLong(shape -> shape.get(0)).sum());
    }
  }

  /**
   * Patches of two maps: of each the means over 3x3 neighbours, of what is inside; the coarser one
   * enlarged to the finer one's grid, bilinearly between the middles of its pixels; a pixel's
   * channels of both one after the other; then each so-manieth pixel of a row and of a column.
   *
   * @param fine what the finer map is the result of
   * @param coarse what the coarser map is the result of
   * @param stride from one patch to the next, in pixels of the finer map
   */
  record Patches(String name, String fine, String coarse, int stride) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(fine, coarse);
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      List<Long> map = inputs.get(0);
      return List.of(
          map.get(0) + inputs.get(1).get(0),
          strided(map.get(1), stride),
          strided(map.get(2), stride));
    }
  }

  /**
   * How far the least ordinary patches are from those of a bank, as {@link
   * dev.hibi.model.scoring.PatchBank} says it: of the score the natural logarithm, and of less than
   * {@value #LEAST} that of this.
   *
   * @param rows of the bank
   * @param width channels of a patch
   * @param percent of the patches, those whose mean distance is the score; 0 for the farthest one's
   */
  record PatchScore(String name, String input, int rows, int width, int percent) implements Layer {
    /** A score of 0 has no logarithm. */
    public static final double LEAST = 1e-6;

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.float32(name + ".rows", false, new Initial.Constant(0), rows, width));
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return List.of(1L);
    }
  }

  /**
   * A matrix product with a bias.
   *
   * @param in width of what it takes
   * @param out width of what it gives
   */
  record Linear(String name, String input, int in, int out) implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public List<Parameter> parameters() {
      Initial uniform = new Initial.Uniform(1 / Math.sqrt(in));
      return List.of(
          Parameter.float32(name + ".weight", true, uniform, out, in),
          Parameter.float32(name + ".bias", true, uniform, out));
    }

    @Override
    public List<Long> outputShape(List<List<Long>> inputs) {
      return List.of((long) out);
    }
  }

  /**
   * A place for a tensor in a network: what it must be, and what it is before anything is learned.
   *
   * @param name in PyTorch's {@code state_dict}, such as {@code layer1.0.conv1.weight}
   * @param type of its values
   * @param shape empty for a scalar
   * @param learns whether gradients change it; running statistics follow the data instead
   * @param initial how it begins
   */
  record Parameter(
      String name, Tensor.Type type, List<Long> shape, boolean learns, Initial initial) {

    /** Copies the shape. */
    public Parameter {
      shape = List.copyOf(shape);
    }

    /** How a tensor begins. */
    sealed interface Initial {

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

  /** Edge of a result where padding is half the kernel, rounded down. */
  private static long strided(long edge, int stride) {
    return (edge - 1) / stride + 1;
  }
}
