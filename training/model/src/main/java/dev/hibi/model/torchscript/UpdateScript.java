package dev.hibi.model.torchscript;

import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The update of a training as TorchScript: an optimizer for each group of parameters, and the
 * method {@code apply(gradients)}, which scales gradients down, updates, and moves the average.
 */
final class UpdateScript {
  private static final String CLIP =
      """
        self.scaled = gradients
        norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(self.scaled)))
        scale = torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), %s), None, 1.)
        torch._foreach_mul_(self.scaled, scale)
        self.scaled = annotate(List[Tensor], [])
      """;

  private static final String AVERAGE =
      """
        values = (self.network).state()
        averages = (self.average).state()
        moving = annotate(List[Tensor], [])
        towards = annotate(List[Tensor], [])
        for i in range(torch.len(values)):
          value = torch.detach(values[i])
          average = torch.detach(averages[i])
          if torch.is_floating_point(value):
            _0 = torch.append(moving, average)
            _1 = torch.append(towards, value)
          else:
            _2 = torch.copy_(average, value)
        self.moving = moving
        torch._foreach_lerp_(self.moving, towards, %s)
        self.moving = annotate(List[Tensor], [])
      """;

  private final List<StepSpec.Group> groups;
  private final List<ScriptObject> optimizers = new ArrayList<>();
  private final StepSpec step;

  /**
   * Of a network.
   *
   * @param learning names of the network's parameters in the order of its {@code trainable()}
   * @param state of the optimizer
   */
  UpdateScript(StepSpec step, List<StepSpec.Group> groups, List<String> learning, StateDict state) {
    this.step = step;
    this.groups = groups;
    for (StepSpec.Group group : groups) {
      List<String> names = group.indices().stream().map(learning::get).toList();
      optimizers.add(OptimizerScript.of(group.optimizer(), names, state));
    }
  }

  /** Adds the optimizers and the methods to a class and its object. */
  void addTo(ScriptClass type, ScriptObject object) {
    for (int i = 0; i < groups.size(); i++) {
      type.attribute(name(i), optimizers.get(i).type().qualifiedName());
      object.put(name(i), optimizers.get(i));
    }
    type.methods(apply()).methods(state());
  }

  private static String name(int group) {
    return group == 0 ? "optimizer" : "optimizer" + (group + 1);
  }

  private String apply() {
    StringBuilder text = new StringBuilder();
    text.append("def apply(self: SELF, gradients: List[Tensor]) -> NoneType:\n");
    if (step.clipNorm() > 0) {
      text.append(CLIP.formatted(step.clipNorm()));
    }
    text.append("  parameters = (self.network).trainable()\n");
    text.append("  rate = (self.numbers)[0]\n");
    for (int i = 0; i < groups.size(); i++) {
      text.append(update(i));
    }
    if (step.averages()) {
      text.append(AVERAGE.formatted(1 - step.ema()));
    }
    return text.append("  return None\n").toString();
  }

  private String update(int group) {
    double factor = groups.get(group).rateFactor();
    return """
      _3 = (self.%1$s).prepare(%2$s, %3$s, )
      _4 = (self.%1$s).update(%4$s, )
      _5 = (self.%1$s).release()
    """
        .formatted(
            name(group),
            of("parameters", group),
            of("gradients", group),
            factor == 1 ? "rate" : "torch.mul(rate, " + factor + ")");
  }

  /** The members of a list that are a group's. */
  private String of(String list, int group) {
    return groups.size() == 1
        ? list
        : groups.get(group).indices().stream()
            .map(index -> list + "[" + index + "]")
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private String state() {
    String all =
        IntStream.range(0, groups.size())
            .mapToObj(i -> "(self." + name(i) + ").state()")
            .reduce("torch.add(%s, %s)"::formatted)
            .orElseThrow();
    return """
    def optimizer_state(self: SELF) -> List[Tensor]:
      return (self).copies(%s, )
    def steps(self: SELF) -> Tensor:
      return torch.tensor(self.optimizer.steps, dtype=4)
    """
        .formatted(all);
  }

  /** Names of the state's tensors in the order of {@code optimizer_state()}. */
  static List<String> stateNames(List<StepSpec.Group> groups, List<String> learning) {
    List<String> names = new ArrayList<>();
    for (StepSpec.Group group : groups) {
      OptimizerSpec optimizer = group.optimizer();
      for (String kept : optimizer.memory()) {
        group.indices().forEach(index -> names.add(kept + "." + learning.get(index)));
      }
    }
    return names;
  }
}
