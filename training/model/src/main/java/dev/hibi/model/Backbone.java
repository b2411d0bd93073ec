package dev.hibi.model;

import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkDefinition.Block;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The residual networks that can be trained, as torchvision defines them.
 *
 * <p>Source: He et al., Deep Residual Learning for Image Recognition, 2015. All but {@link
 * #RESNET50_V1} have the stride of a down-sampling bottleneck in its 3x3 convolution, as
 * torchvision does ("v1.5").
 */
public enum Backbone {
  /** 18 layers, 11.2 million parameters before the head. */
  RESNET18(Block.BASIC),
  /** 34 layers, 21.3 million parameters before the head. */
  RESNET34(Block.BASIC),
  /** 50 layers, 23.5 million parameters before the head. */
  RESNET50(Block.BOTTLENECK),
  /** 101 layers, 42.5 million parameters before the head. */
  RESNET101(Block.BOTTLENECK),
  /** 152 layers, 58.1 million parameters before the head. */
  RESNET152(Block.BOTTLENECK),
  /** 50 layers with the stride in the first 1x1 convolution, as in the paper and in Keras. */
  RESNET50_V1(Block.BOTTLENECK_V1);

  private final Block block;

  Backbone(Block block) {
    this.block = block;
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
    return NetworkDefinition.resNet(id(), block, blockCounts(), classes);
  }

  /** Number of blocks in layer1 to layer4. */
  private List<Integer> blockCounts() {
    return switch (this) {
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
