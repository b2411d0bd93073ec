package dev.hibi.training.tensorboard;

import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.tensorboard.GraphNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * A residual network as a graph to look at: a node for each operation, in boxes as torchvision's
 * names have them, such as {@code layer1/0/conv1}.
 *
 * <p>Operations: {@code Input}, {@code Conv2d}, {@code BatchNorm2d}, {@code ReLU}, {@code
 * MaxPool2d}, {@code Add}, {@code AdaptiveAvgPool2d}, {@code AdaptiveMaxPool2d}, {@code Concat},
 * {@code Linear}, {@code Patches}, {@code PatchScore}. Each node has its result's shape, -1 for the
 * batch; those with weights have the attribute {@code parameters}, a count of what learns.
 */
public final class NetworkGraph {
  private static final long ANY = -1;

  private NetworkGraph() {}

  /**
   * The graph of a network.
   *
   * @param image what the network sees
   * @param classes width of its logits
   * @return from the input to the head, each node after those that it takes from; unmodifiable
   */
  public static List<GraphNode> of(Backbone backbone, ImageSpec image, int classes) {
    return of(backbone.network(classes), image);
  }

  /**
   * The graph of a network.
   *
   * @param image what the network sees
   * @return as {@link #of(Backbone, ImageSpec, int)}
   */
  public static List<GraphNode> of(NetworkDefinition network, ImageSpec image) {
    Map<String, List<Long>> shapes = network.outputShapes(image.size());
    List<GraphNode> nodes = new ArrayList<>();
    for (Layer layer : network.layers()) {
      nodes.add(node(layer, Objects.requireNonNull(shapes.get(layer.name()))));
    }
    return List.copyOf(nodes);
  }

  private static GraphNode node(Layer layer, List<Long> shape) {
    String[] inputs = layer.inputs().stream().map(NetworkGraph::path).toArray(String[]::new);
    GraphNode node = settings(layer, GraphNode.of(path(layer.name()), operation(layer), inputs));
    long parameters =
        layer.parameters().stream()
            .filter(Parameter::learns)
            .mapToLong(Parameter::elementCount)
            .sum();
    if (parameters > 0) {
      node = node.with("parameters", Long.toString(parameters));
    }
    return node.withOutputShape(
        LongStream.concat(LongStream.of(ANY), shape.stream().mapToLong(Long::longValue)).toArray());
  }

  private static String operation(Layer layer) {
    if (layer instanceof Layer.Images || layer instanceof Layer.Features) {
      return "Input";
    }
    if (layer instanceof Layer.Convolution) {
      return "Conv2d";
    }
    if (layer instanceof Layer.BatchNorm) {
      return "BatchNorm2d";
    }
    if (layer instanceof Layer.Relu) {
      return "ReLU";
    }
    if (layer instanceof Layer.MaxPool) {
      return "MaxPool2d";
    }
    if (layer instanceof Layer.Add) {
      return "Add";
    }
    if (layer instanceof Layer.GlobalMaxPool) {
      return "AdaptiveMaxPool2d";
    }
    if (layer instanceof Layer.Concat) {
      return "Concat";
    }
    if (layer instanceof Layer.Patches || layer instanceof Layer.PatchScore) {
      return layer.getClass().getSimpleName();
    }
    return layer instanceof Layer.GlobalAveragePool ? "AdaptiveAvgPool2d" : "Linear";
  }

  private static GraphNode settings(Layer layer, GraphNode node) {
    if (layer instanceof Layer.Convolution convolution) {
      return node.with("in_channels", Integer.toString(convolution.in()))
          .with("out_channels", Integer.toString(convolution.out()))
          .with("kernel_size", Integer.toString(convolution.kernel()))
          .with("stride", Integer.toString(convolution.stride()))
          .with("padding", Integer.toString(convolution.padding()));
    }
    if (layer instanceof Layer.MaxPool pool) {
      return node.with("kernel_size", Integer.toString(pool.kernel()))
          .with("stride", Integer.toString(pool.stride()))
          .with("padding", Integer.toString(pool.padding()));
    }
    if (layer instanceof Layer.Linear linear) {
      return node.with("in_features", Integer.toString(linear.in()))
          .with("out_features", Integer.toString(linear.out()));
    }
    return node;
  }

  private static String path(String name) {
    return name.replace('.', '/');
  }
}
