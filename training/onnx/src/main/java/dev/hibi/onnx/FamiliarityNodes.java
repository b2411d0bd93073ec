package dev.hibi.onnx;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Tensor;
import java.util.List;

/**
 * What a {@link NeighbourBank} says, as nodes: features divided by their Euclidean length, and the
 * distance to the {@value NeighbourBank#K}th nearest of its rows.
 */
final class FamiliarityNodes {
  /** The result that tells how far images are from those the model knows: float32 (N). */
  static final String FAMILIARITY = "familiarity";

  /** Rows that are looked at by differences beside those wanted, since products are rounded. */
  private static final int MORE = 4;

  private static final double TINY = 1e-30; // zeros stay zeros

  private FamiliarityNodes() {}

  /**
   * Adds them.
   *
   * @param known features, float32 (N, width)
   */
  static void add(Graph graph, String known, NeighbourBank bank) {
    FeatureRows rows = bank.rows();
    Bank compared =
        new Bank(graph, "known.bank", Tensor.of(rows.values(), rows.count(), rows.width()));
    String length =
        graph.node("ReduceL2", new Graph.Call("known_length", known), Attribute.ofInts("axes", 1L));
    String divisor =
        graph.node(
            "Max", new Graph.Call("known_divisor", length, graph.number("known_tiny", TINY)));
    String unit = graph.node("Div", new Graph.Call("known_unit", known, divisor));
    int count = Math.min(NeighbourBank.K + MORE, rows.count());
    String near = graph.topK("known_near", compared.keys(unit, "known_keys"), count, 1, false);
    String distances = compared.distances(unit, near, "known_distances", 1);
    graph.topK("known_nearest", distances, NeighbourBank.K, 1, false);
    graph.node(
        "Gather",
        new Graph.Call(
            FAMILIARITY,
            "known_nearest",
            graph.add(
                new Initializer(
                    "known_last",
                    ElementType.INT64,
                    List.of(),
                    out -> out.writeFixed64NoTag(NeighbourBank.K - 1)))),
        Attribute.of("axis", 1));
  }
}
