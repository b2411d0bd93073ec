package dev.hibi.onnx;

import dev.hibi.ImageSpec;
import dev.hibi.model.ImageBank;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.weights.StateDict;
import java.util.List;

/** The graph of a model: its input, its networks, its outputs. */
final class ModelGraph {
  static final String IMAGES = "images";
  static final String LOGITS = "logits";
  static final String PROBABILITIES = "probabilities";
  static final String FEATURES = "features";

  private final ModelDirectory.Parts model;
  private final ImageSpec spec;
  private final Graph graph;

  private ModelGraph(ModelDirectory.Parts model) {
    this.model = model;
    this.spec = model.description().imageSpec();
    this.graph = new Graph(model.network().name());
  }

  static Graph of(ModelDirectory.Parts model, Preprocessing preprocessing) {
    return new ModelGraph(model).build(preprocessing);
  }

  private Graph build(Preprocessing preprocessing) {
    String images = preprocessing == Preprocessing.INSIDE ? pixels() : prepared();
    NetworkDefinition network = model.network();
    Layer.Linear head = network.head();
    boolean scores = model.description().patches().isPresent();
    NetworkNodes nodes = nodes(network, model.weights(), "").named(head.name(), LOGITS);
    if (!scores) {
      nodes.named(head.input(), FEATURES);
    }
    nodes.addBody(images).addHead();
    graph.node("Softmax", new Graph.Call(PROBABILITIES, LOGITS), Attribute.of("axis", 1));
    List<Long> classes = List.of((long) head.out());
    output(LOGITS, classes, "in the order of the classes");
    output(PROBABILITIES, classes, "softmax of the logits");
    if (scores) {
      output(PatchNodes.SCORE, List.of(), "distance of the least ordinary patches");
      List<Long> map = nodes.shape(scoreOf(network).input());
      output(PatchNodes.MAP, map.subList(1, 3), "distance of each patch");
    } else {
      output(FEATURES, nodes.shape(head.input()), "what the head sees");
    }
    model.bank().ifPresent(bank -> addFamiliarity(bank, nodes, images));
    return graph;
  }

  private static Layer.PatchScore scoreOf(NetworkDefinition network) {
    return (Layer.PatchScore) network.layer(network.head().input());
  }

  private NetworkNodes nodes(NetworkDefinition network, StateDict weights, String prefix) {
    return new NetworkNodes(graph, network, weights, spec.size(), prefix);
  }

  private void output(String name, List<Long> shape, String doc) {
    graph.output(new Value(name, ElementType.FLOAT32, shape, doc));
  }

  /** By the model's own pass, or by that of the network that the bank is of. */
  private void addFamiliarity(ImageBank bank, NetworkNodes own, String images) {
    String known =
        model
            .frozen()
            .map(
                frozen ->
                    nodes(frozen, bank.frozen().orElseThrow(), "frozen/")
                        .addBody(images)
                        .value(frozen.head().input()))
            .orElseGet(() -> own.value(model.network().known().orElseThrow().name()));
    FamiliarityNodes.add(graph, known, bank.rows());
    output(FamiliarityNodes.FAMILIARITY, List.of(), "distance from the images the model knows");
  }

  private String prepared() {
    long edge = spec.size();
    List<Long> shape = List.of((long) ImageSpec.CHANNELS, edge, edge);
    graph.input(
        new Value(IMAGES, ElementType.FLOAT32, shape, "RGB, divided by 255, normalised, NCHW"));
    return IMAGES;
  }

  /** Divided, and normalised, by the operations that Hibi prepares images by. */
  private String pixels() {
    long edge = spec.size();
    List<Long> shape = List.of(edge, edge, (long) ImageSpec.CHANNELS);
    graph.input(new Value(IMAGES, ElementType.UINT8, shape, "RGB, 0 to 255, NHWC"));
    String numbers =
        graph.node("Cast", new Graph.Call("images_float", IMAGES), Attribute.of("to", 1));
    String divided =
        graph.node("Div", new Graph.Call("images_unit", numbers, graph.number("images_255", 255)));
    String mean = graph.add(channels("images_mean", spec.mean()));
    String centred = graph.node("Sub", new Graph.Call("images_centred", divided, mean));
    String std = graph.add(channels("images_std", spec.std()));
    String normalised = graph.node("Div", new Graph.Call("images_normalised", centred, std));
    return graph.node(
        "Transpose",
        new Graph.Call("images_planes", normalised),
        Attribute.ofInts("perm", 0L, 3L, 1L, 2L));
  }

  private static Initializer channels(String name, List<Float> values) {
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.get(i);
    }
    return Initializer.of(name, numbers, (long) numbers.length);
  }
}
