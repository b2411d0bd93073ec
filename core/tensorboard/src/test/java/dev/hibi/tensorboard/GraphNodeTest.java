package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

final class GraphNodeTest {

  @Test
  void aGraphHasItsNodesWithInputsAttributesAndShapes(@TempDir Path dir) throws IOException {
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.graph(
          List.of(
              GraphNode.of("layer/conv", "Conv2D", "input").with("kernel", "3x3"),
              GraphNode.of("input", "Placeholder").withOutputShape(-1, 3, 64, 64)));
    }

    List<Event> events = EventRecords.of(writer.file());
    GraphDef graph = GraphDef.parseFrom(events.get(events.size() - 1).getGraphDef());
    NodeDef conv = graph.getNode(0);
    assertThat(conv.getName()).isEqualTo("layer/conv");
    assertThat(conv.getOp()).isEqualTo("Conv2D");
    assertThat(conv.getInputList()).containsExactly("input");
    assertThat(conv.getAttrOrThrow("kernel").getS().toStringUtf8()).isEqualTo("3x3");
    assertThat(graph.getNode(1).getAttrOrThrow("_output_shapes").getList().getShape(0).getDimList())
        .extracting(TensorShapeProto.Dim::getSize)
        .containsExactly(-1L, 3L, 64L, 64L);
  }

  @Test
  void namesThatDoNotMakeAGraphAreRefused() {
    GraphNode a = GraphNode.of("a", "Op");
    assertRefused(
        () -> GraphNode.graphDef(List.of(a, a)),
        "graph node given twice: expected different names, found 'a' again");
    assertRefused(
        () -> GraphNode.graphDef(List.of(a, GraphNode.of("b", "Op", "c"))),
        "unknown input: expected a node's name, found 'c' (graph node 'b')");
    assertRefused(
        () -> new GraphNode("a", " ", List.of(), Map.of(), List.of()),
        "blank graph node: expected a name and an op, found 'a' and ' '");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
