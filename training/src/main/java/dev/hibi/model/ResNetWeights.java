package dev.hibi.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

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
    if (classes < 1) {
      throw new IllegalArgumentException(
          "bad number of classes: expected 1 and more, found " + classes);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    ResNetArchitecture architecture = ResNetArchitecture.of(backbone);
    for (ResNetArchitecture.Convolution convolution : architecture.convolutions()) {
      String name = convolution.name() + ".weight";
      tensors.put(name, heNormal(convolution, stream(seed, name)));
      String bn = convolution.batchNorm();
      tensors.put(bn + ".weight", filled(1, convolution.out()));
      tensors.put(bn + ".bias", Tensor.zeros(convolution.out()));
      tensors.put(bn + ".running_mean", Tensor.zeros(convolution.out()));
      tensors.put(bn + ".running_var", filled(1, convolution.out()));
      tensors.put(bn + COUNTER, Tensor.scalar(0));
    }
    int features = architecture.featureCount();
    for (String name : List.of("fc.weight", "fc.bias")) {
      long[] shape =
          name.endsWith("weight") ? new long[] {classes, features} : new long[] {classes};
      tensors.put(name, uniform(shape, 1 / Math.sqrt(features), stream(seed, name)));
    }
    return new StateDict(tensors);
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
    StateDict initial = random(backbone, classes, seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : initial.asMap().entrySet()) {
      String name = entry.getKey();
      Tensor expected = entry.getValue();
      boolean optional = name.startsWith(HEAD) || name.endsWith(COUNTER);
      if (!given.contains(name)) {
        tensors.put(name, expected);
        if (!optional) {
          missing.add(name);
        }
      } else if (!given.get(name).toString().equals(expected.toString())) {
        tensors.put(name, expected);
        if (!name.startsWith(HEAD)) {
          misshaped.add("%s (expected %s, found %s)".formatted(name, expected, given.get(name)));
        }
      } else {
        tensors.put(name, given.get(name));
      }
    }
    List<String> unexpected =
        given.names().stream().filter(name -> !initial.contains(name)).toList();
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
    return new StateDict(tensors).with(wholeHead(given, initial));
  }

  /** Both tensors of the head from the same side: the given ones if both fit. */
  private static StateDict wholeHead(StateDict given, StateDict initial) {
    StateDict head = initial.filter(name -> name.startsWith(HEAD));
    boolean fits =
        head.asMap().entrySet().stream()
            .allMatch(
                e ->
                    given.contains(e.getKey())
                        && given.get(e.getKey()).toString().equals(e.getValue().toString()));
    return fits ? given.filter(name -> name.startsWith(HEAD)) : head;
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
