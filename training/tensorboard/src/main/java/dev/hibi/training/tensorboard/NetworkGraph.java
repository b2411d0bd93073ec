package dev.hibi.training.tensorboard;

import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.ResNetArchitecture;
import dev.hibi.model.ResNetArchitecture.Block;
import dev.hibi.model.ResNetArchitecture.Convolution;
import dev.hibi.tensorboard.GraphNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual network as a graph to look at: a node for each operation, in boxes as torchvision's
 * names have them, such as {@code layer1/0/conv1}.
 *
 * <p>Operations: {@code Input}, {@code Conv2d}, {@code BatchNorm2d}, {@code ReLU}, {@code
 * MaxPool2d}, {@code Add}, {@code AdaptiveAvgPool2d}, {@code Linear}. Each node has its result's
 * shape, -1 for the batch; those with weights have the attribute {@code parameters}, a count of
 * what learns.
 */
public final class NetworkGraph {
  private final List<GraphNode> nodes = new ArrayList<>();

  private NetworkGraph() {}

  /** Images or features on their way: the node they come from, channels, edge in pixels. */
  private record Value(String node, int channels, int size) {}

  /**
   * The graph of a network.
   *
   * @param image what the network sees
   * @param classes width of its logits
   * @return from the input to the head, each node after those that it takes from; unmodifiable
   */
  public static List<GraphNode> of(Backbone backbone, ImageSpec image, int classes) {
    NetworkGraph graph = new NetworkGraph();
    graph.network(ResNetArchitecture.of(backbone), image.size(), classes);
    return List.copyOf(graph.nodes);
  }

  private void network(ResNetArchitecture architecture, int imageSize, int classes) {
    nodes.add(
        GraphNode.of("input", "Input")
            .withOutputShape(-1, ImageSpec.CHANNELS, imageSize, imageSize));
    Value x = new Value("input", ImageSpec.CHANNELS, imageSize);
    x = maxPool(relu("relu", convolution(architecture.stem(), x)));
    for (List<Block> layer : architecture.layers()) {
      for (Block block : layer) {
        x = block(block, x);
      }
    }
    nodes.add(GraphNode.of("avgpool", "AdaptiveAvgPool2d", x.node).withOutputShape(-1, x.channels));
    nodes.add(
        GraphNode.of("fc", "Linear", "avgpool")
            .with("in_features", Integer.toString(x.channels))
            .with("out_features", Integer.toString(classes))
            .with("parameters", Integer.toString((x.channels + 1) * classes))
            .withOutputShape(-1, classes));
  }

  private Value block(Block block, Value x) {
    String scope = path(block.path());
    Value y = x;
    for (int i = 0; i < block.convolutions().size(); i++) {
      Value input = i == 0 ? y : relu(scope + "/relu" + i, y);
      y = convolution(block.convolutions().get(i), input);
    }
    Value shortcut = block.downsample().isPresent() ? convolution(block.downsample().get(), x) : x;
    Value sum = add(GraphNode.of(scope + "/add", "Add", y.node, shortcut.node), y);
    return relu(scope + "/relu", sum);
  }

  /** A convolution and its batch normalisation. */
  private Value convolution(Convolution convolution, Value x) {
    Value y =
        add(
            GraphNode.of(path(convolution.name()), "Conv2d", x.node)
                .with("in_channels", Integer.toString(convolution.in()))
                .with("out_channels", Integer.toString(convolution.out()))
                .with("kernel_size", Integer.toString(convolution.kernel()))
                .with("stride", Integer.toString(convolution.stride()))
                .with("padding", Integer.toString(convolution.padding()))
                .with("parameters", Long.toString(elements(convolution.shape()))),
            new Value("", convolution.out(), strided(x.size, convolution.stride())));
    return add(
        GraphNode.of(path(convolution.batchNorm()), "BatchNorm2d", y.node)
            .with("parameters", Integer.toString(2 * y.channels)),
        y);
  }

  private Value relu(String name, Value x) {
    return add(GraphNode.of(name, "ReLU", x.node), x);
  }

  private Value maxPool(Value x) {
    return add(
        GraphNode.of("maxpool", "MaxPool2d", x.node)
            .with("kernel_size", "3")
            .with("stride", "2")
            .with("padding", "1"),
        new Value("", x.channels, strided(x.size, 2)));
  }

  /** Adds a node whose result is like a value. */
  private Value add(GraphNode node, Value like) {
    nodes.add(node.withOutputShape(-1, like.channels, like.size, like.size));
    return new Value(node.name(), like.channels, like.size);
  }

  /** Edge of the result where padding is half the kernel, rounded down. */
  private static int strided(int size, int stride) {
    return (size - 1) / stride + 1;
  }

  private static long elements(long[] shape) {
    long count = 1;
    for (long dimension : shape) {
      count *= dimension;
    }
    return count;
  }

  private static String path(String name) {
    return name.replace('.', '/');
  }
}
