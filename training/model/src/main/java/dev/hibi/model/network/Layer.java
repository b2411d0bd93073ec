package dev.hibi.model.network;

import dev.hibi.model.network.Parameter.Initial;
import dev.hibi.model.weights.Tensor;
import java.util.List;

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

  /** Edge of a result where padding is half the kernel, rounded down. */
  private static long strided(long edge, int stride) {
    return (edge - 1) / stride + 1;
  }
}
