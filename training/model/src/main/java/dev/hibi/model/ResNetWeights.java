package dev.hibi.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The weights of a {@link Backbone} with its head, under torchvision's names and in the order of
 * its {@code state_dict}: for each convolution {@code weight} (float32, O x I x H x W), for each
 * batch normalisation {@code weight}, {@code bias}, {@code running_mean}, {@code running_var}
 * (float32, C) and {@code num_batches_tracked} (int64 scalar), and the head {@code fc.weight}
 * (float32, classes x features) and {@code fc.bias} (float32, classes).
 */
public final class ResNetWeights {
  private static final String HEAD = "fc.";
  private static final String COUNTER = ".num_batches_tracked";

  private ResNetWeights() {}

  /**
   * Random weights as torchvision initialises them: convolutions normal with variance 2 / fan-out
   * (He et al. 2015), batch normalisation 1 and 0, the head uniform within 1 / sqrt(features).
   *
   * @param classes width of the head, at least 1
   * @param seed equal seeds give equal weights on every machine; each tensor has its own stream
   */
  public static StateDict random(Backbone backbone, int classes, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    slots(backbone, classes, seed).forEach((name, slot) -> tensors.put(name, slot.initial().get()));
    return new StateDict(tensors);
  }

  /** The head's part of the weights: {@code fc.weight} and {@code fc.bias}. */
  public static StateDict head(StateDict weights) {
    return weights.filter(name -> name.startsWith(HEAD));
  }

  /**
   * A place for a tensor.
   *
   * @param layout its type and shape, as {@link Tensor#toString} has them
   * @param initial draws its random or constant beginning
   */
  private record Slot(String layout, Supplier<Tensor> initial) {
    static Slot float32(Supplier<Tensor> initial, long... shape) {
      return new Slot(Tensor.Type.FLOAT32 + Arrays.toString(shape), initial);
    }

    boolean fits(Tensor tensor) {
      return tensor.toString().equals(layout);
    }
  }

  private static Map<String, Slot> slots(Backbone backbone, int classes, long seed) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          "bad number of classes: expected 1 and more, found " + classes);
    }
    Map<String, Slot> slots = new LinkedHashMap<>();
    ResNetArchitecture architecture = ResNetArchitecture.of(backbone);
    for (ResNetArchitecture.Convolution convolution : architecture.convolutions()) {
      String name = convolution.name() + ".weight";
      int channels = convolution.out();
      slots.put(
          name, Slot.float32(() -> heNormal(convolution, stream(seed, name)), convolution.shape()));
      String bn = convolution.batchNorm();
      slots.put(bn + ".weight", Slot.float32(() -> filled(1, channels), channels));
      slots.put(bn + ".bias", Slot.float32(() -> Tensor.zeros(channels), channels));
      slots.put(bn + ".running_mean", Slot.float32(() -> Tensor.zeros(channels), channels));
      slots.put(bn + ".running_var", Slot.float32(() -> filled(1, channels), channels));
      Tensor zero = Tensor.scalar(0);
      slots.put(bn + COUNTER, new Slot(zero.toString(), () -> zero));
    }
    int features = architecture.featureCount();
    double bound = 1 / Math.sqrt(features);
    for (String name : List.of(HEAD + "weight", HEAD + "bias")) {
      long[] shape =
          name.endsWith("weight") ? new long[] {classes, features} : new long[] {classes};
      slots.put(name, Slot.float32(() -> uniform(shape, bound, stream(seed, name)), shape));
    }
    return slots;
  }

  /**
   * Weights from a file for a network of this many classes: the backbone is the file's; so is the
   * head if it has the right shape, otherwise it is random.
   *
   * @param file safetensors with torchvision's names; {@code num_batches_tracked} may be absent
   * @param seed of a random head
   * @throws IOException if the file cannot be read, is for another backbone by its metadata, or
   *     lacks tensors, has unexpected or misshaped ones: the message lists every one
   */
  public static StateDict load(Path file, Backbone backbone, int classes, long seed)
      throws IOException {
    Safetensors.Content content = Safetensors.readContent(file);
    String stated = content.metadata().getOrDefault("arch", backbone.id()).replace('_', '-');
    if (!stated.equals(backbone.id())) {
      throw new IOException(
          "weights of another backbone: expected %s, found %s (metadata 'arch' of %s)"
              .formatted(backbone.id(), stated, file));
    }
    return fit(content.tensors(), backbone, classes, seed, file.toString());
  }

  /**
   * Checks names and shapes, as {@link #load}.
   *
   * @param source what to call the weights in messages
   */
  static StateDict fit(StateDict given, Backbone backbone, int classes, long seed, String source)
      throws IOException {
    Map<String, Slot> slots = slots(backbone, classes, seed);
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    boolean wholeHead = true;
    for (Map.Entry<String, Slot> entry : slots.entrySet()) {
      String name = entry.getKey();
      Slot slot = entry.getValue();
      boolean present = given.contains(name);
      if (name.startsWith(HEAD)) {
        wholeHead &= present && slot.fits(given.get(name));
      } else if (!present) {
        if (!name.endsWith(COUNTER)) {
          missing.add(name);
        }
      } else if (!slot.fits(given.get(name))) {
        misshaped.add("%s (expected %s, found %s)".formatted(name, slot.layout(), given.get(name)));
      }
    }
    List<String> unexpected =
        given.names().stream().filter(name -> !slots.containsKey(name)).toList();
    if (!(missing.isEmpty() && misshaped.isEmpty() && unexpected.isEmpty())) {
      throw new IOException(
          "weights do not fit: expected those of %s, found %d missing %s, %d unexpected %s, %d misshaped %s (%s)"
              .formatted(
                  backbone.id(),
                  missing.size(),
                  missing,
                  unexpected.size(),
                  unexpected,
                  misshaped.size(),
                  misshaped,
                  source));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Slot> entry : slots.entrySet()) {
      String name = entry.getKey();
      // Both tensors of the head come from the same side.
      boolean taken = name.startsWith(HEAD) ? wholeHead : given.contains(name);
      tensors.put(name, taken ? given.get(name) : entry.getValue().initial().get());
    }
    return new StateDict(tensors);
  }

  private static Random stream(long seed, String name) {
    return new Random(seed * 0x9E3779B97F4A7C15L + name.hashCode());
  }

  private static Tensor heNormal(ResNetArchitecture.Convolution convolution, Random random) {
    int kernel = convolution.kernel();
    double std = Math.sqrt(2.0 / (convolution.out() * kernel * kernel));
    float[] values = new float[convolution.out() * convolution.in() * kernel * kernel];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * std);
    }
    return Tensor.of(values, convolution.shape());
  }

  private static Tensor uniform(long[] shape, double bound, Random random) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return Tensor.of(values, shape);
  }

  private static Tensor filled(float value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return Tensor.of(values, count);
  }
}
