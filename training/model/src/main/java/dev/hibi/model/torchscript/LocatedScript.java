package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What each place of a map adds to the logits: the lines that compute it, and the variables that
 * have it, float32 (N, height, width, classes), one for each map that the head sees pooled. The
 * means over the places, of all together, are the logits; the head's bias is in the first.
 *
 * <p>Of a map whose mean is seen, a place adds the head's weights times what it has (Zhou et al.,
 * Learning Deep Features for Discriminative Localization, 2016). Of one whose maximum is seen, a
 * channel's part is all of the place that has it, the first of equals. Of the score of patches, a
 * place has the logits, bias and all, that the image would have if its score were the distance of
 * this patch.
 */
final class LocatedScript {
  private static final String MEAN =
      """
        %1$s = torch.matmul(torch.to(torch.permute(%2$s, [0, 2, 3, 1]), %5$d), torch.t(torch.slice(self.weight, 1, %3$d, %4$d)))
      """;

  private static final String MAXIMUM =
      """
        %1$s_w = torch.t(torch.slice(self.weight, 1, %3$d, %4$d))
        %1$s_p = torch.to(torch.flatten(torch.permute(%2$s, [0, 2, 3, 1]), 1, 2), %5$d)
        %1$s_v, %1$s_i, = torch.max(%1$s_p, 1, False)
        %1$s_c = torch.mul(torch.unsqueeze(%1$s_v, 2), torch.unsqueeze(%1$s_w, 0))
        %1$s_n = torch.expand(torch.unsqueeze(%1$s_i, 2), [-1, -1, torch.size(%1$s_w, 1)])
        %1$s_s = torch.scatter_add(torch.zeros_like(torch.matmul(%1$s_p, %1$s_w)), 1, %1$s_n, %1$s_c)
        %1$s = torch.mul(torch.reshape(%1$s_s, [torch.size(%2$s, 0), torch.size(%2$s, 2), torch.size(%2$s, 3), -1]), torch.mul(torch.size(%2$s, 2), torch.size(%2$s, 3)))
      """;

  private static final String DISTANCES =
      """
        %1$s = torch.linear(torch.unsqueeze(torch.log(torch.clamp_min((self.%2$s).distances(%3$s, ), %4$s)), 3), self.weight, self.bias)
      """;

  private final NetworkDefinition network;
  private final Map<String, List<Long>> shapes;
  private final UnaryOperator<String> variables;
  private final StringBuilder lines = new StringBuilder();
  private final List<String> maps = new ArrayList<>();

  private LocatedScript(
      NetworkDefinition network, Map<String, List<Long>> shapes, UnaryOperator<String> variables) {
    this.network = network;
    this.shapes = shapes;
    this.variables = variables;
  }

  /**
   * Of a network.
   *
   * @param shapes of layers' results, without the batch's dimension
   * @param variables what has a layer's result, by its name
   */
  static LocatedScript of(
      NetworkDefinition network, Map<String, List<Long>> shapes, UnaryOperator<String> variables) {
    LocatedScript script = new LocatedScript(network, shapes, variables);
    script.add(network.layer(network.head().input()), 0, network.head().in());
    return script;
  }

  /** What the head sees from one of its inputs on to another. */
  private void add(Layer seen, int from, int to) {
    String map = "located" + maps.size();
    if (seen instanceof Layer.Concat together) {
      int begin = from;
      for (String part : together.inputs()) {
        int end = begin + Math.toIntExact(Objects.requireNonNull(shapes.get(part)).get(0));
        add(network.layer(part), begin, end);
        begin = end;
      }
    } else if (seen instanceof Layer.GlobalAveragePool pool) {
      add(map, MEAN.formatted(map, variables.apply(pool.input()), from, to, ScriptClass.FLOAT32));
    } else if (seen instanceof Layer.GlobalMaxPool pool) {
      add(
          map,
          MAXIMUM.formatted(map, variables.apply(pool.input()), from, to, ScriptClass.FLOAT32));
    } else if (seen instanceof Layer.PatchScore score) {
      lines.append(
          DISTANCES.formatted(
              map,
              InferenceScript.variable(score.name()),
              variables.apply(score.input()),
              Double.toString(Layer.PatchScore.LEAST)));
      maps.add(map);
    }
  }

  private void add(String map, String text) {
    lines.append(text);
    if (maps.isEmpty()) {
      lines.append("  %1$s_b = torch.add(%1$s, self.bias)\n".formatted(map));
    }
    maps.add(maps.isEmpty() ? map + "_b" : map);
  }

  /** The lines, of a method with {@code self}. */
  String lines() {
    return lines.toString();
  }

  /** The variables; none where the head sees no map. */
  List<String> maps() {
    return maps;
  }
}
