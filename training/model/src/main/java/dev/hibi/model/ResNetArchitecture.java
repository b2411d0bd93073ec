package dev.hibi.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The convolutions of a residual network, with torchvision's names: what both the weights' layout
 * and the script are made from.
 *
 * @param stem conv1, followed by bn1, ReLU and 3x3 max pooling with stride 2
 * @param layers layer1 to layer4, each a list of blocks
 * @param featureCount channels of the last block, pooled to one value each
 */
public record ResNetArchitecture(Convolution stem, List<List<Block>> layers, int featureCount) {

  /**
   * A convolution without bias, followed by the batch normalisation of its name.
   *
   * @param name such as {@code layer1.0.conv1}
   * @param batchNorm such as {@code layer1.0.bn1}
   * @param kernel edge in pixels; padding is {@code kernel / 2}
   */
  public record Convolution(
      String name, String batchNorm, int in, int out, int kernel, int stride) {
    /** Of the weight: out, in, kernel, kernel. */
    public long[] shape() {
      return new long[] {out, in, kernel, kernel};
    }

    /** In pixels, on every side. */
    public int padding() {
      return kernel / 2;
    }
  }

  /**
   * A residual block.
   *
   * @param path such as {@code layer1.0}
   * @param convolutions two (basic) or three (bottleneck)
   * @param downsample the 1x1 convolution of the shortcut, where sizes differ
   */
  public record Block(
      String path, List<Convolution> convolutions, Optional<Convolution> downsample) {}

  /** The convolutions of a backbone. */
  public static ResNetArchitecture of(Backbone backbone) {
    List<List<Block>> layers = new ArrayList<>();
    int in = 64;
    for (int layer = 1; layer <= 4; layer++) {
      int width = 64 << (layer - 1);
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < backbone.blockCounts().get(layer - 1); i++) {
        int stride = layer > 1 && i == 0 ? 2 : 1;
        Block block = block(backbone, "layer" + layer + "." + i, in, width, stride);
        blocks.add(block);
        in = block.convolutions().get(block.convolutions().size() - 1).out();
      }
      layers.add(List.copyOf(blocks));
    }
    return new ResNetArchitecture(
        new Convolution("conv1", "bn1", 3, 64, 7, 2), List.copyOf(layers), in);
  }

  private static Block block(Backbone backbone, String path, int in, int width, int stride) {
    List<Convolution> convolutions;
    if (backbone.bottleneck()) {
      int first = backbone.strideInFirst() ? stride : 1;
      convolutions =
          List.of(
              convolution(path, 1, in, width, 1, first),
              convolution(path, 2, width, width, 3, stride / first),
              convolution(path, 3, width, 4 * width, 1, 1));
    } else {
      convolutions =
          List.of(
              convolution(path, 1, in, width, 3, stride), convolution(path, 2, width, width, 3, 1));
    }
    int out = convolutions.get(convolutions.size() - 1).out();
    Optional<Convolution> downsample =
        in == out && stride == 1
            ? Optional.empty()
            : Optional.of(
                new Convolution(
                    path + ".downsample.0", path + ".downsample.1", in, out, 1, stride));
    return new Block(path, convolutions, downsample);
  }

  private static Convolution convolution(
      String path, int index, int in, int out, int kernel, int stride) {
    return new Convolution(path + ".conv" + index, path + ".bn" + index, in, out, kernel, stride);
  }

  /** All convolutions in the order of torchvision's state_dict. */
  public List<Convolution> convolutions() {
    List<Convolution> all = new ArrayList<>();
    all.add(stem);
    for (List<Block> blocks : layers) {
      for (Block block : blocks) {
        all.addAll(block.convolutions());
        block.downsample().ifPresent(all::add);
      }
    }
    return all;
  }
}
