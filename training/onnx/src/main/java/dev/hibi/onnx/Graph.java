package dev.hibi.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph that is being made, {@code GraphProto}: {@code node} = 1, {@code name} = 2, {@code
 * initializer} = 5, {@code input} = 11, {@code output} = 12. Of a node, {@code NodeProto}: {@code
 * input} = 1, {@code output} = 2, {@code name} = 3, {@code op_type} = 4, {@code attribute} = 5.
 *
 * <p>Nodes are added in the order in which they can be computed. For one thread.
 */
final class Graph {
  private static final int NODE = 1;
  private static final int NAME = 2;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OP_TYPE = 4;
  private static final int NODE_ATTRIBUTE = 5;

  private final String name;
  private final List<byte[]> nodes = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();

  Graph(String name) {
    this.name = name;
  }

  /** The name of a value and of the node that gives it, and what it is computed from. */
  record Call(String result, List<String> inputs) {
    Call(String result, String... inputs) {
      this(result, List.of(inputs));
    }
  }

  /**
   * Adds an operation of one result.
   *
   * @return the result's name
   */
  String node(String operation, Call call, Attribute... attributes) {
    node(operation, List.of(call.result), call, attributes);
    return call.result;
  }

  /**
   * Adds {@code TopK} along an axis, in order: the values by the result's name, and their numbers.
   *
   * @return the name of the numbers
   */
  String topK(String result, String of, int count, int axis, boolean largest) {
    String numbers = result + "_numbers";
    node(
        "TopK",
        List.of(result, numbers),
        new Call(result, of, longs(result + "_count", count)),
        Attribute.of("axis", axis),
        Attribute.of("largest", largest ? 1 : 0));
    return numbers;
  }

  private void node(String operation, List<String> results, Call call, Attribute... attributes) {
    nodes.add(
        ProtoBytes.of(
            out -> {
              for (String input : call.inputs) {
                out.writeString(NODE_INPUT, input);
              }
              for (String result : results) {
                out.writeString(NODE_OUTPUT, result);
              }
              out.writeString(NODE_NAME, call.result);
              out.writeString(NODE_OP_TYPE, operation);
              for (Attribute attribute : attributes) {
                out.writeByteArray(NODE_ATTRIBUTE, attribute.bytes());
              }
            }));
  }

  /** Adds a tensor; gives its name. */
  String add(Initializer initializer) {
    initializers.add(initializer);
    return initializer.name();
  }

  /** Adds numbers of int64, such as a shape; gives their name. */
  String longs(String name, long... values) {
    return add(Initializer.ofLongs(name, values));
  }

  /** Adds a scalar of float32; gives its name. */
  String number(String name, double value) {
    return add(Initializer.of(name, new float[] {(float) value}));
  }

  void input(Value value) {
    inputs.add(value);
  }

  void output(Value value) {
    outputs.add(value);
  }

  List<Value> inputs() {
    return List.copyOf(inputs);
  }

  List<Value> outputs() {
    return List.copyOf(outputs);
  }

  /** How many bytes {@link #writeTo} writes. */
  long byteCount() {
    byte[] around = around();
    long count = around.length;
    for (Initializer initializer : initializers) {
      long bytes = initializer.byteCount();
      count +=
          CodedOutputStream.computeTagSize(INITIALIZER)
              + CodedOutputStream.computeUInt64SizeNoTag(bytes)
              + bytes;
    }
    return count;
  }

  /** Writes the message, its tensors in pieces. */
  void writeTo(CodedOutputStream out) throws IOException {
    out.writeRawBytes(around());
    for (Initializer initializer : initializers) {
      out.writeTag(INITIALIZER, 2); // of a length and bytes
      out.writeUInt64NoTag(initializer.byteCount());
      initializer.writeTo(out);
    }
  }

  /** All but the tensors. */
  private byte[] around() {
    return ProtoBytes.of(
        out -> {
          for (byte[] node : nodes) {
            out.writeByteArray(NODE, node);
          }
          out.writeString(NAME, name);
          for (Value input : inputs) {
            out.writeByteArray(INPUT, input.bytes());
          }
          for (Value output : outputs) {
            out.writeByteArray(OUTPUT, output.bytes());
          }
        });
  }
}
