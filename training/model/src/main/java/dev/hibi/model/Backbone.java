package dev.hibi.model;

import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkDefinition.Block;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The residual networks that can be trained, all but {@link #RESNET10_W16} as torchvision defines
 * them.
 *
 * <p>Source: He et al., Deep Residual Learning for Image Recognition, 2015. All bottlenecks but
 * those of {@link #RESNET50_V1} have the stride of a down-sampling bottleneck in its 3x3
 * convolution, as torchvision does ("v1.5").
 */
public enum Backbone {
  /**
   * 10 layers of a quarter of the width, 0.3 million parameters before the head: for tests and
   * first tries, since a step takes milliseconds on a CPU and a checkpoint 4 MB. No weights of it
   * are published, and torchvision has no constructor for it; {@code model.pt} opens in PyTorch all
   * the same.
   */
  RESNET10_W16(Block.BASIC, 16),
  /** 18 layers, 11.2 million parameters before the head. */
  RESNET18(Block.BASIC, 64),
  /** 34 layers, 21.3 million parameters before the head. */
  RESNET34(Block.BASIC, 64),
  /** 50 layers, 23.5 million parameters before the head. */
  RESNET50(Block.BOTTLENECK, 64),
  /** 101 layers, 42.5 million parameters before the head. */
  RESNET101(Block.BOTTLENECK, 64),
  /** 152 layers, 58.1 million parameters before the head. */
  RESNET152(Block.BOTTLENECK, 64),
  /** 50 layers with the stride in the first 1x1 convolution, as in the paper and in Keras. */
  RESNET50_V1(Block.BOTTLENECK_V1, 64);

  private final Block block;
  private final int width;

  /** The width is the number of channels of the stem and of layer1. */
  Backbone(Block block, int width) {
    this.block = block;
    this.width = width;
  }

  /**
   * The backbone of this id.
   *
   * @param id such as {@code resnet18} or {@code resnet50-v1}
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static Backbone of(String id) {
    return Arrays.stream(values())
        .filter(backbone -> backbone.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown backbone: expected one of %s, found '%s'"
                        .formatted(
                            Arrays.stream(values())
                                .map(Backbone::id)
                                .collect(Collectors.joining(", ")),
                            id)));
  }

  /** The name on the command line and in files, such as {@code resnet50-v1}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The network with a head.
   *
   * @param classes width of the logits, at least 1
   * @throws IllegalArgumentException if there is no class
   */
  public NetworkDefinition network(int classes) {
    return network(classes, PooledLayer.DEFAULT);
  }

  /**
   * The network with a head that sees other features than torchvision's.
   *
   * @param classes width of the logits, at least 1
   * @param features what the head sees, in this order; layers behind the last of them are left out
   * @throws IllegalArgumentException if there is no class, there are no features, or one is twice
   */
  public NetworkDefinition network(int classes, List<PooledLayer> features) {
    return network(classes, features, List.of());
  }

  /**
   * As the other, which gives other features beside its logits, in one pass.
   *
   * @param known what these are, of layers that are not left out; may be empty
   * @throws IllegalArgumentException also if one is of a layer that is left out, or twice
   */
  public NetworkDefinition network(
      int classes, List<PooledLayer> features, List<PooledLayer> known) {
    return NetworkDefinition.resNet(id(), block, width, blockCounts(), features, known, classes);
  }

  /** The network that compares patches with a bank of ordinary ones. */
  public NetworkDefinition network(PatchGrid patches) {
    return NetworkDefinition.resNet(id(), block, width, blockCounts(), patches);
  }

  /** Number of blocks in layer1 to layer4. */
  private List<Integer> blockCounts() {
    return switch (this) {
      case RESNET10_W16 -> List.of(1, 1, 1, 1);
      case RESNET18 -> List.of(2, 2, 2, 2);
      case RESNET34, RESNET50, RESNET50_V1 -> List.of(3, 4, 6, 3);
      case RESNET101 -> List.of(3, 4, 23, 3);
      case RESNET152 -> List.of(3, 8, 36, 3);
    };
  }

  @Override
  public String toString() {
    return id();
  }
}
