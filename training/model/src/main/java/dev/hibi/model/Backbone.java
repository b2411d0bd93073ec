package dev.hibi.model;

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
  RESNET18(false, false),
  /** 34 layers, 21.3 million parameters before the head. */
  RESNET34(false, false),
  /** 50 layers, 23.5 million parameters before the head. */
  RESNET50(true, false),
  /** 101 layers, 42.5 million parameters before the head. */
  RESNET101(true, false),
  /** 152 layers, 58.1 million parameters before the head. */
  RESNET152(true, false),
  /** 50 layers with the stride in the first 1x1 convolution, as in the paper and in Keras. */
  RESNET50_V1(true, true);

  private final boolean bottleneck;
  private final boolean strideInFirst;

  Backbone(boolean bottleneck, boolean strideInFirst) {
    this.bottleneck = bottleneck;
    this.strideInFirst = strideInFirst;
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

  /** Width of the features that the head sees: 512 or 2048. */
  public int featureCount() {
    return bottleneck ? 2048 : 512;
  }

  /** Whether blocks are 1x1, 3x3, 1x1 (and widen four times) rather than 3x3, 3x3. */
  boolean bottleneck() {
    return bottleneck;
  }

  boolean strideInFirst() {
    return strideInFirst;
  }

  /** Number of blocks in layer1 to layer4. */
  List<Integer> blockCounts() {
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
