package dev.hibi.model.network;

import dev.hibi.model.network.Layer.Parameter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A network as a graph of {@link Layer}s: the one place that says what it is made of.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name such as {@code resnet18}
 * @param layers each after those whose results it takes; the first is what the network is given,
 *     the last is the head, a {@link Layer.Linear}
 * @param modules what PyTorch calls the boxes that layers lie in, by the boxes' names: {@code
 *     layer1.0} is a {@code BasicBlock}, the whole, of an empty name, a {@code ResNet}
 */
public record NetworkDefinition(String name, List<Layer> layers, Map<String, String> modules) {
  /** The name of a layer whose result is given beside the logits, where there is one. */
  static final String KNOWN = "known";

  private static final int SOME_EDGE = 32; // pooled features are as wide whatever it is

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if a layer's name is taken, it comes before what it takes, or
   *     the last one is no head
   */
  public NetworkDefinition {
    layers = List.copyOf(layers);
    modules = Map.copyOf(modules);
    Map<String, Layer> before = new HashMap<>();
    for (Layer layer : layers) {
      for (String input : layer.inputs()) {
        if (!before.containsKey(input)) {
          throw new IllegalArgumentException(
              "layer before its input: expected %s before it, found none (%s of %s)"
                  .formatted(input, layer.name(), name));
        }
      }
      if (before.put(layer.name(), layer) != null) {
        throw new IllegalArgumentException(
            "layer twice: expected distinct names, found '%s' (%s)".formatted(layer.name(), name));
      }
    }
    if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Layer.Linear)) {
      throw new IllegalArgumentException(
          "no head: expected a Linear as the last of the layers, found %s (%s)"
              .formatted(layers.isEmpty() ? "none" : layers.get(layers.size() - 1), name));
    }
  }

  /** What a residual network's groups are made of. */
  public enum Block {
    /** Convolutions of 3x3 and 3x3. */
    BASIC,
    /** Convolutions of 1x1, 3x3, 1x1, which widen four times; the 3x3 one shrinks ("v1.5"). */
    BOTTLENECK,
    /** As {@link #BOTTLENECK}, but the first 1x1 convolution shrinks, as in the paper. */
    BOTTLENECK_V1
  }

  /**
   * A ResNet as torchvision has it, where the width is 64.
   *
   * @param name such as {@code resnet18}
   * @param width channels of the stem and of layer1; each further group has twice those before it
   * @param blockCounts of layer1 to layer4
   * @param features what the head sees, one after the other; groups behind the last of them are
   *     left out; {@link PooledLayer#DEFAULT} as torchvision has it
   * @param classes width of the head, at least 1
   * @throws IllegalArgumentException if there is no class, no channel or no feature, or a feature
   *     is twice, or of no group
   */
  public static NetworkDefinition resNet(
      String name,
      Block block,
      int width,
      List<Integer> blockCounts,
      List<PooledLayer> features,
      int classes) {
    return resNet(name, block, width, blockCounts, features, List.of(), classes);
  }

  /**
   * As the other, which gives other features beside its logits.
   *
   * @param known what these are, of no group that is left out; may be empty
   * @throws IllegalArgumentException also if it is of such a group, or one is twice
   */
  public static NetworkDefinition resNet(
      String name,
      Block block,
      int width,
      List<Integer> blockCounts,
      List<PooledLayer> features,
      List<PooledLayer> known,
      int classes) {
    return new ResidualNetwork(block, width).build(name, blockCounts, features, known, classes);
  }

  /**
   * A ResNet until its third group, that compares patches with a bank of ordinary ones. Its head
   * makes two logits of the logarithm of the score.
   *
   * @param name such as {@code resnet50}
   * @param width channels of the stem and of layer1
   * @param blockCounts of layer1 to layer4
   * @param patches which; without rows of a bank the head is one of the patches' means, of no use
   */
  public static NetworkDefinition resNet(
      String name, Block block, int width, List<Integer> blockCounts, PatchGrid patches) {
    return new ResidualNetwork(block, width).build(name, blockCounts, patches);
  }

  /**
   * The scores of patches that are given as a network {@linkplain Layer.Activations has them}.
   *
   * @param width channels of a patch
   * @param grid with the rows of the bank, at least 1, and how images are scored
   */
  public static NetworkDefinition bankAlone(int width, PatchGrid grid) {
    return new NetworkDefinition(
        "bank",
        List.of(
            new Layer.Activations("patches", width),
            new Layer.PatchScore("bank", "patches", grid.rows(), width, grid.percent()),
            new Layer.Linear(ResidualNetwork.HEAD, "bank", 1, PatchGrid.CLASSES)),
        Map.of("", "Bank"));
  }

  /** The layer whose result is given beside the logits, by which images are known. */
  public Optional<Layer> known() {
    return layers.stream().filter(layer -> layer.name().equals(KNOWN)).findFirst();
  }

  /** How many numbers that layer gives of an image; 0 if there is none. */
  public int knownWidth() {
    return known()
        .map(layer -> Objects.requireNonNull(outputShapes(SOME_EDGE).get(layer.name())).get(0))
        .map(Math::toIntExact)
        .orElse(0);
  }

  /** The last layer, which turns features into logits. */
  public Layer.Linear head() {
    return (Layer.Linear) layers.get(layers.size() - 1);
  }

  /**
   * A layer by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Layer layer(String name) {
    return layers.stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no such layer: expected one of %s, found '%s'".formatted(this.name, name)));
  }

  /**
   * What is trained while all before a group of blocks stays as it is: the groups from there on and
   * the head, as a network that is given the {@linkplain Layer.Activations result} of the group
   * before.
   *
   * @param stage 2 for layer2, and so on
   * @throws IllegalArgumentException if there is no such group or none before it, or the head sees
   *     one that lies further before
   */
  public NetworkDefinition from(int stage) {
    return TrainedPart.of(this, stage);
  }

  /** The head alone, as a network whose inputs are features. */
  public NetworkDefinition headAlone() {
    return headAlone(head().in(), head().out());
  }

  /**
   * A head alone.
   *
   * @param features width of what it is given
   * @param classes width of its logits
   */
  public static NetworkDefinition headAlone(int features, int classes) {
    return new NetworkDefinition(
        "head",
        List.of(
            new Layer.Features("features", features),
            new Layer.Linear(ResidualNetwork.HEAD, "features", features, classes)),
        Map.of("", "Head"));
  }

  /** The tensors of all layers, in the order of PyTorch's {@code state_dict}. */
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** Names of the tensors that gradients change, in the same order. */
  public List<String> learning() {
    return parameters().stream().filter(Parameter::learns).map(Parameter::name).toList();
  }

  /**
   * The shapes of all results by the layers' names, in their order, without the batch's dimension.
   *
   * @param edge of the square images in pixels; no matter to a head alone
   */
  public Map<String, List<Long>> outputShapes(int edge) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (Layer layer : layers) {
      List<List<Long>> inputs =
          layer.inputs().isEmpty()
              ? List.of(List.of((long) edge))
              : layer.inputs().stream().map(shapes::get).toList();
      shapes.put(layer.name(), layer.outputShape(inputs));
    }
    return shapes;
  }
}
