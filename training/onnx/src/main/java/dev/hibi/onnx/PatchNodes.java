package dev.hibi.onnx;

import dev.hibi.model.network.Layer;
import dev.hibi.model.scoring.PatchBank;
import dev.hibi.model.weights.Tensor;
import java.util.List;

/**
 * Patches and their score as nodes, as {@link Layer.Patches} and {@link Layer.PatchScore} say them:
 * matrix products tell which rows of the bank are near and which patches far, and what these give
 * is computed again by differences, since a product loses what is near.
 *
 * <p>In shapes N is the number of images, P that of patches of one, W their channels, R the rows of
 * the bank.
 */
final class PatchNodes {
  /** The result that tells how far each patch is: float32 (N, height, width). */
  static final String MAP = "map";

  /** The result that scores images: float32 (N). */
  static final String SCORE = "score";

  /** Patches of an image, and rows nearest to each, that are looked at again. */
  private static final int AGAIN = 4;

  private final Graph graph;
  private final String name;

  /** Adds nothing yet; the name is that of the result. */
  PatchNodes(Graph graph, String name) {
    this.graph = graph;
    this.name = name;
  }

  /**
   * Adds the patches of two maps: float32 (N, W, height, width).
   *
   * @param shape of the finer map: channels, height, width
   */
  void addPatches(String fine, String coarse, Layer.Patches layer, List<Long> shape) {
    String fineMeans = means(fine, name + "_fine");
    String coarseMeans = means(coarse, name + "_coarse");
    String kept =
        graph.node(
            "Shape",
            new Graph.Call(name + "_batch", coarseMeans),
            Attribute.of("start", 0),
            Attribute.of("end", 2));
    String edges = graph.longs(name + "_edges", shape.get(1), shape.get(2));
    String sizes =
        graph.node("Concat", new Graph.Call(name + "_sizes", kept, edges), Attribute.of("axis", 0));
    String enlarged =
        graph.node(
            "Resize",
            new Graph.Call(name + "_enlarged", coarseMeans, "", "", sizes),
            Attribute.of("mode", "linear"),
            Attribute.of("coordinate_transformation_mode", "half_pixel"));
    boolean whole = layer.stride() == 1;
    String all =
        graph.node(
            "Concat",
            new Graph.Call(whole ? name : name + "_all", fineMeans, enlarged),
            Attribute.of("axis", 1));
    if (!whole) {
      graph.node(
          "Slice",
          new Graph.Call(
              name,
              all,
              graph.longs(name + "_starts", 0, 0),
              graph.longs(name + "_ends", shape.get(1), shape.get(2)),
              graph.longs(name + "_axes", 2, 3),
              graph.longs(name + "_steps", layer.stride(), layer.stride())));
    }
  }

  /** Of 3x3 neighbours, those that are inside. */
  private String means(String map, String result) {
    return graph.node(
        "AveragePool",
        new Graph.Call(result, map),
        Attribute.ofInts("kernel_shape", 3L, 3L),
        Attribute.ofInts("strides", 1L, 1L),
        Attribute.ofInts("pads", 1L, 1L, 1L, 1L),
        Attribute.of("count_include_pad", 0));
  }

  /**
   * Adds the score's logarithm, float32 (N, 1), and on the way {@value #SCORE} and {@value #MAP}.
   *
   * @param shape of the patches: W, height, width
   * @param bank float32 (R, W)
   */
  void addScore(String patches, Layer.PatchScore layer, List<Long> shape, Tensor bank) {
    int count = Math.toIntExact(shape.get(1) * shape.get(2));
    Bank rows = new Bank(graph, name, bank);
    String last =
        graph.node(
            "Transpose",
            new Graph.Call(name + "_last", patches),
            Attribute.ofInts("perm", 0L, 2L, 3L, 1L));
    String points =
        graph.node(
            "Reshape",
            new Graph.Call(
                name + "_points", last, graph.longs(name + "_shape", 0, count, layer.width())));
    String keys = rows.keys(points, name + "_keys"); // (N, P, R)
    String least =
        graph.node(
            "Add",
            new Graph.Call(
                name + "_least", // (N, P)
                reduce("ReduceMin", keys, name + "_key", 2),
                reduce("ReduceSumSquare", points, name + "_squares_of_points", 2)));
    addMap(least, shape);
    int farthest =
        layer.percent() > 0 ? Math.min(count, share(count, layer) + AGAIN) : Math.min(count, AGAIN);
    String farNumbers = graph.topK(name + "_far", least, farthest, 1, true);
    String far = unsqueezed(farNumbers, name + "_far_index", 2);
    String farPoints = pick(points, far, name + "_far_points"); // (N, F, W)
    int again = Math.min(AGAIN, layer.rows());
    String farKeys = pick(keys, far, name + "_far_keys"); // (N, F, R)
    String near = graph.topK(name + "_near", farKeys, again, 2, false); // (N, F, again)
    String gaps = rows.distances(farPoints, near, name + "_far_gaps", 2);
    String score =
        layer.percent() > 0
            ? meanOfLargest(gaps, share(count, layer))
            : ofFarthest(new Far(farPoints, near, gaps), layer, rows);
    String lowest = graph.number(name + "_lowest", Layer.PatchScore.LEAST);
    String bounded = graph.node("Max", new Graph.Call(name + "_bounded", score, lowest));
    String logarithm = graph.node("Log", new Graph.Call(name + "_log", bounded));
    unsqueezed(logarithm, name, 1);
  }

  /** How many patches a percentage is, rounded up. */
  private static int share(int count, Layer.PatchScore layer) {
    return (count * layer.percent() + 99) / 100;
  }

  /**
   * The farthest patches of images, F of each.
   *
   * @param points float32 (N, F, W)
   * @param near numbers of the rows nearest to each, int64 (N, F, again)
   * @param gaps how far these are, float32 (N, F, again)
   */
  private record Far(String points, String near, String gaps) {}

  private void addMap(String least, List<Long> shape) {
    String positive = graph.node("Relu", new Graph.Call(name + "_positive", least));
    String distances = graph.node("Sqrt", new Graph.Call(name + "_distances", positive));
    graph.node(
        "Reshape",
        new Graph.Call(MAP, distances, graph.longs(name + "_grid", 0, shape.get(1), shape.get(2))));
  }

  private String meanOfLargest(String gaps, int count) {
    String distances = reduce("ReduceMin", gaps, name + "_far_distances", 2);
    graph.topK(name + "_largest", distances, count, 1, true);
    return reduce("ReduceMean", name + "_largest", SCORE, 1);
  }

  /** That of the farthest patch, less where the rows around the nearest one are far from it. */
  private String ofFarthest(Far far, Layer.PatchScore layer, Bank rows) {
    String distances = reduce("ReduceMin", far.gaps, name + "_far_distances", 2);
    String patch = unsqueezed(reduce("ArgMax", distances, name + "_patch", 1), name + "_at", 1);
    String own = pick(far.gaps, patch, name + "_own"); // (N, again)
    if (layer.rows() == 1) {
      return reduce("ReduceMin", own, SCORE, 1);
    }
    String largest =
        graph.node(
            "ReduceMin", new Graph.Call(name + "_largest", own), Attribute.ofInts("axes", 1L));
    String row = unsqueezed(reduce("ArgMin", own, name + "_row", 1), name + "_row_at", 1);
    String nearest = pick(pick(far.near, patch, name + "_own_rows"), row, name + "_nearest");
    String centres = rows.select(nearest, name + "_centres"); // (N, W)
    int around = Math.min(PatchBank.NEIGHBOURS + AGAIN, layer.rows());
    String keys = rows.keys(centres, name + "_around_keys"); // (N, R)
    String near = graph.topK(name + "_around", keys, around, 1, false);
    String gaps = rows.distances(centres, near, name + "_around_gaps", 1);
    int neighbours = Math.min(PatchBank.NEIGHBOURS, layer.rows());
    String ranks = graph.topK(name + "_ranks", gaps, neighbours, 1, false);
    String chosen =
        graph.node(
            "GatherElements",
            new Graph.Call(name + "_neighbours", near, ranks),
            Attribute.of("axis", 1));
    String point = pick(far.points, patch, name + "_point"); // (N, W)
    String others = rows.distances(point, chosen, name + "_others", 1); // (N, neighbours)
    String farther = graph.node("Sub", new Graph.Call(name + "_farther", others, largest));
    String powers = graph.node("Exp", new Graph.Call(name + "_powers", farther));
    String sum =
        graph.node(
            "ReduceSum", new Graph.Call(name + "_sum", powers, graph.longs(name + "_sum_axes", 1)));
    String part = graph.node("Div", new Graph.Call(name + "_part", largest, sum));
    String column = graph.node("Sub", new Graph.Call(name + "_column", largest, part));
    return graph.node(
        "Squeeze", new Graph.Call(SCORE, column, graph.longs(name + "_column_axes", 1)));
  }

  private String reduce(String operation, String of, String result, long axis) {
    boolean index = operation.startsWith("Arg");
    return graph.node(
        operation,
        new Graph.Call(result, of),
        index ? Attribute.of("axis", axis) : Attribute.ofInts("axes", axis),
        Attribute.of("keepdims", 0));
  }

  private String unsqueezed(String of, String result, long axis) {
    return graph.node("Unsqueeze", new Graph.Call(result, of, graph.longs(result + "_axes", axis)));
  }

  /** Of each image what its own indices name. */
  private String pick(String of, String indices, String result) {
    return graph.node(
        "GatherND", new Graph.Call(result, of, indices), Attribute.of("batch_dims", 1));
  }
}
