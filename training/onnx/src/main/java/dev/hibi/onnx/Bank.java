package dev.hibi.onnx;

import dev.hibi.model.weights.Tensor;
import java.nio.FloatBuffer;

/** Rows that points are compared with, as a tensor of a graph and what is computed with it. */
final class Bank {
  private final Graph graph;
  private final String rows; // (R, W)
  private final String columns; // (W, R)
  private final String squares; // (R), of the rows' lengths

  /**
   * Adds the rows.
   *
   * @param name before all names
   * @param bank float32 (R, W)
   */
  Bank(Graph graph, String name, Tensor bank) {
    this.graph = graph;
    this.rows = graph.add(Initializer.of(name + ".rows", bank));
    this.columns =
        graph.node(
            "Transpose", new Graph.Call(name + "_columns", rows), Attribute.ofInts("perm", 1L, 0L));
    this.squares = graph.add(Initializer.of(name + ".squares", squares(bank), bank.shape()[0]));
  }

  private static float[] squares(Tensor bank) {
    FloatBuffer values = bank.floats();
    float[] squares = new float[(int) bank.shape()[0]];
    int width = (int) bank.shape()[1];
    for (int row = 0; row < squares.length; row++) {
      double sum = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        sum += (double) values.get(i) * values.get(i);
      }
      squares[row] = (float) sum;
    }
    return squares;
  }

  /**
   * The squares of distances to all rows, without those of the points' own lengths.
   *
   * @param points float32 (..., W)
   * @return the name of float32 (..., R)
   */
  String keys(String points, String result) {
    String products = graph.node("MatMul", new Graph.Call(result + "_products", points, columns));
    String twice =
        graph.node(
            "Mul",
            new Graph.Call(result + "_twice", products, graph.number(result + "_factor", -2)));
    return graph.node("Add", new Graph.Call(result, twice, squares));
  }

  /** Rows by their numbers. */
  String select(String numbers, String result) {
    return graph.node("Gather", new Graph.Call(result, rows, numbers), Attribute.of("axis", 0));
  }

  /**
   * Distances of points to some rows each, by differences.
   *
   * @param points float32 (..., W)
   * @param numbers of the rows, int64 (..., k)
   * @param axis that of k
   * @return the name of float32 (..., k)
   */
  String distances(String points, String numbers, String result, long axis) {
    String found = select(numbers, result + "_rows");
    String single =
        graph.node(
            "Unsqueeze",
            new Graph.Call(result + "_point", points, graph.longs(result + "_axes", axis)));
    String gaps = graph.node("Sub", new Graph.Call(result + "_gaps", found, single));
    return graph.node(
        "ReduceL2",
        new Graph.Call(result, gaps),
        Attribute.ofInts("axes", axis + 1),
        Attribute.of("keepdims", 0));
  }
}
