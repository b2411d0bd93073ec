package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * A node of a graph for TensorBoard's Graphs page.
 *
 * <p>Format: a node of {@code tensorflow.GraphDef}: 1 name, 2 op, 3 input, 5 attr, where an
 * attribute {@code _output_shapes} labels the edges that leave the node.
 *
 * @param name unlike all others; slashes make boxes that can be opened: {@code layer1/conv1} is
 *     {@code conv1} in {@code layer1}
 * @param op what it does, such as {@code Conv2D}
 * @param inputs names of the nodes whose results it takes, in order
 * @param attributes shown when it is selected
 * @param outputShape shape of its result, -1 where a size is open; empty if it is not known
 */
public record GraphNode(
    String name,
    String op,
    List<String> inputs,
    Map<String, String> attributes,
    List<Long> outputShape) {

  /** Of graphs that any TensorBoard reads. */
  private static final int PRODUCER = 22;

  /** Copies the lists and the map. */
  public GraphNode {
    inputs = List.copyOf(inputs);
    attributes = Map.copyOf(attributes);
    outputShape = List.copyOf(outputShape);
    if (name.isBlank() || op.isBlank()) {
      throw new IllegalArgumentException(
          "blank graph node: expected a name and an op, found '%s' and '%s'".formatted(name, op));
    }
  }

  /** A node without attributes whose result's shape is not known. */
  public static GraphNode of(String name, String op, String... inputs) {
    return new GraphNode(name, op, List.of(inputs), Map.of(), List.of());
  }

  /** This node with an attribute more. */
  public GraphNode with(String attribute, String value) {
    Map<String, String> more = new TreeMap<>(attributes);
    more.put(attribute, value);
    return new GraphNode(name, op, inputs, more, outputShape);
  }

  /** This node with the shape of its result, -1 where a size is open. */
  public GraphNode withOutputShape(long... shape) {
    return new GraphNode(name, op, inputs, attributes, Arrays.stream(shape).boxed().toList());
  }

  /** A message tensorflow.GraphDef. */
  static ByteString graphDef(List<GraphNode> nodes) {
    check(nodes);
    GraphDef.Builder graph =
        GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(PRODUCER));
    for (GraphNode node : nodes) {
      graph.addNode(node.toNodeDef());
    }
    return graph.build().toByteString();
  }

  private static void check(List<GraphNode> nodes) {
    Set<String> names = new HashSet<>();
    for (GraphNode node : nodes) {
      if (!names.add(node.name)) {
        throw new IllegalArgumentException(
            "graph node given twice: expected different names, found '" + node.name + "' again");
      }
    }
    for (GraphNode node : nodes) {
      for (String input : node.inputs) {
        if (!names.contains(input)) {
          throw new IllegalArgumentException(
              "unknown input: expected a node's name, found '%s' (graph node '%s')"
                  .formatted(input, node.name));
        }
      }
    }
  }

  private NodeDef toNodeDef() {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op).addAllInput(inputs);
    new TreeMap<>(attributes)
        .forEach(
            (key, value) ->
                node.putAttr(
                    key, AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build()));
    if (!outputShape.isEmpty()) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      outputShape.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
      node.putAttr(
          "_output_shapes",
          AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addShape(shape)).build());
    }
    return node.build();
  }
}
