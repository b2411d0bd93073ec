package dev.hibi.onnx;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.weights.StateDict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The layers of a network as nodes of a graph, with its weights. A layer's result has the layer's
 * name, behind a prefix, unless it was given another one.
 *
 * <p>A batch normalisation is no node: it is folded into the convolution before it.
 */
final class NetworkNodes {
  private final Graph graph;
  private final NetworkDefinition network;
  private final StateDict weights;
  private final Map<String, List<Long>> shapes;
  private final String prefix;
  private final Map<String, String> values = new HashMap<>();

  /**
   * Nothing is added yet.
   *
   * @param edge of the images in pixels
   * @param prefix of all names, empty or such as {@code frozen/}
   */
  NetworkNodes(Graph graph, NetworkDefinition network, StateDict weights, int edge, String prefix) {
    this.graph = graph;
    this.network = network;
    this.weights = weights;
    this.shapes = network.outputShapes(edge);
    this.prefix = prefix;
  }

  /** Says how the result of a layer is called, before it is added. */
  NetworkNodes named(String layer, String value) {
    values.put(layer, value);
    return this;
  }

  /**
   * Adds all layers but the head, of float32 (N, 3, H, W), normalised.
   *
   * @throws IllegalArgumentException if a layer has no such form
   */
  NetworkNodes addBody(String images) {
    for (Layer layer : network.layers()) {
      if (layer instanceof Layer.Images) {
        values.put(layer.name(), images);
      } else if (layer != network.head()) {
        add(layer);
      }
    }
    return this;
  }

  /** Adds the head: logits. */
  void addHead() {
    Layer.Linear head = network.head();
    graph.node(
        "Gemm",
        new Graph.Call(
            name(head.name()),
            value(head.input()),
            weight(head.name() + ".weight"),
            weight(head.name() + ".bias")),
        Attribute.of("transB", 1));
  }

  /** The name of a layer's result. */
  String value(String layer) {
    return Objects.requireNonNull(values.get(layer), layer);
  }

  /** The shape of a layer's result, without the batch's dimension. */
  List<Long> shape(String layer) {
    return Objects.requireNonNull(shapes.get(layer), layer);
  }

  private String name(String layer) {
    return values.computeIfAbsent(layer, name -> prefix + name);
  }

  private void add(Layer layer) {
    if (layer instanceof Layer.Convolution convolution) {
      convolve(convolution);
    } else if (layer instanceof Layer.BatchNorm normalisation) {
      values.put(normalisation.name(), value(normalisation.input()));
    } else if (layer instanceof Layer.MaxPool pool) {
      call("MaxPool", pool, window(pool.kernel(), pool.stride(), pool.padding()));
    } else if (layer instanceof Layer.Relu) {
      call("Relu", layer);
    } else if (layer instanceof Layer.Add) {
      call("Add", layer);
    } else if (layer instanceof Layer.Concat) {
      call("Concat", layer, Attribute.of("axis", 1));
    } else if (layer instanceof Layer.GlobalAveragePool) {
      pool("GlobalAveragePool", layer);
    } else if (layer instanceof Layer.GlobalMaxPool) {
      pool("GlobalMaxPool", layer);
    } else if (layer instanceof Layer.Patches patches) {
      new PatchNodes(graph, name(layer.name()))
          .addPatches(
              value(patches.fine()), value(patches.coarse()), patches, shape(patches.fine()));
    } else if (layer instanceof Layer.PatchScore score) {
      new PatchNodes(graph, name(layer.name()))
          .addScore(
              value(score.input()),
              score,
              shape(score.input()),
              weights.get(score.name() + ".rows"));
    } else {
      throw new IllegalArgumentException(
          "no node: expected a layer of a network that is given images, found " + layer);
    }
  }

  private void call(String operation, Layer layer, Attribute... attributes) {
    String[] inputs = layer.inputs().stream().map(this::value).toArray(String[]::new);
    graph.node(operation, new Graph.Call(name(layer.name()), inputs), attributes);
  }

  /** Of each channel one number: (N, C, H, W) to (N, C). */
  private void pool(String operation, Layer layer) {
    String result = name(layer.name());
    String pooled =
        graph.node(operation, new Graph.Call(result + "_map", value(layer.inputs().get(0))));
    graph.node("Flatten", new Graph.Call(result, pooled), Attribute.of("axis", 1));
  }

  private void convolve(Layer.Convolution convolution) {
    FoldedConvolution folded =
        new FoldedConvolution(convolution, normalisation(convolution), weights);
    graph.node(
        "Conv",
        new Graph.Call(
            name(convolution.name()),
            value(convolution.input()),
            graph.add(folded.weight(prefix + convolution.name() + ".weight")),
            graph.add(folded.bias(prefix + convolution.name() + ".bias"))),
        window(convolution.kernel(), convolution.stride(), convolution.padding()));
  }

  /** The only layer that takes a convolution's result. */
  private Layer.BatchNorm normalisation(Layer.Convolution convolution) {
    List<Layer> takers =
        network.layers().stream()
            .filter(layer -> layer.inputs().contains(convolution.name()))
            .toList();
    if (takers.size() != 1 || !(takers.get(0) instanceof Layer.BatchNorm normalisation)) {
      throw new IllegalArgumentException(
          "not to be folded: expected a BatchNorm behind %s, found %s"
              .formatted(convolution.name(), takers));
    }
    return normalisation;
  }

  private static Attribute[] window(long kernel, long stride, long padding) {
    return new Attribute[] {
      Attribute.ofInts("kernel_shape", kernel, kernel),
      Attribute.ofInts("strides", stride, stride),
      Attribute.ofInts("pads", padding, padding, padding, padding)
    };
  }

  private String weight(String name) {
    return graph.add(Initializer.of(prefix + name, weights.get(name)));
  }
}
