package dev.hibi.model.torchscript;

import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * An optimizer as TorchScript: an object with {@code prepare(parameters, gradients)}, {@code
 * update(learning_rate)}, {@code release()}, {@code state()} and the attribute {@code steps}.
 *
 * <p>PyTorch's fused operations on a CPU first copy each gradient that does not lie in the order of
 * its dimensions. Tensors of four dimensions, which lie channels-last, are therefore given to them
 * as views (O, H, W, I): on a ResNet-18 the copies took as long as the rest of the update and more.
 *
 * <p>The lists that {@code _fused_} operations change are attributes, never local variables: the
 * compiler does not see that a list's elements are written to, and drops writes to what it takes
 * for a dead local list.
 */
final class OptimizerScript {
  private static final String COMMON =
      """
      def prepare(self: SELF, parameters: List[Tensor], gradients: List[Tensor]) -> NoneType:
        self.parameters = (self).in_memory_order(parameters, )
        self.gradients = (self).in_memory_order(gradients, )
        self.steps = torch.add(self.steps, 1)
        count = torch.tensor(float(self.steps), dtype=6, device=ops.prim.device(parameters[0]))
        self.counts = torch.mul([count], torch.len(parameters))
        return None
      def in_memory_order(self: SELF, tensors: List[Tensor]) -> List[Tensor]:
        views = annotate(List[Tensor], [])
        for tensor in tensors:
          if torch.eq(torch.dim(tensor), 4):
            view = torch.permute(torch.detach(tensor), [0, 2, 3, 1])
          else:
            view = torch.detach(tensor)
          _0 = torch.append(views, view)
        return views
      def release(self: SELF) -> NoneType:
        self.parameters = annotate(List[Tensor], [])
        self.gradients = annotate(List[Tensor], [])
        self.counts = annotate(List[Tensor], [])
        return None
      """;

  private final ScriptClass type;
  private final ScriptObject object;
  private final List<String> lists = new ArrayList<>();

  /**
   * An optimizer without settings of its own.
   *
   * @param update the method that an optimizer's class is made for
   */
  OptimizerScript(String name, String update) {
    type = new ScriptClass(name).methods(COMMON).methods(update);
    object = new ScriptObject(type);
    type.attribute("steps", "int");
    passing("parameters", "gradients", "counts");
  }

  /** Lists that are empty between updates. */
  OptimizerScript passing(String... names) {
    for (String list : names) {
      type.attribute(list, ScriptClass.TENSORS);
      object.put(list, new ScriptObject.WeightsList(List.of()));
    }
    return this;
  }

  /**
   * The object of an optimizer.
   *
   * @param learning names of the network's parameters in the order of its {@code trainable()}
   * @param state as {@link OptimizerSpec#freshState} lays it out
   */
  static ScriptObject of(OptimizerSpec optimizer, List<String> learning, StateDict state) {
    OptimizerScript script =
        optimizer instanceof OptimizerSpec.Adam adam
            ? AdamScript.of(adam)
            : SgdScript.of((OptimizerSpec.Sgd) optimizer);
    return script.build(optimizer.memory(), learning, state);
  }

  /** A setting. */
  OptimizerScript put(String name, double value) {
    type.attribute(name, "float");
    object.put(name, value);
    return this;
  }

  /** A setting. */
  OptimizerScript put(String name, boolean value) {
    type.attribute(name, "bool");
    object.put(name, value);
    return this;
  }

  /** The lists that the update may use, whether this optimizer does or not. */
  OptimizerScript lists(String... names) {
    lists.addAll(List.of(names));
    return this;
  }

  private ScriptObject build(List<String> memory, List<String> learning, StateDict state) {
    object.put("steps", state.get(OptimizerSpec.STEP).toLong());
    for (String list : lists) {
      List<Tensor> tensors = new ArrayList<>();
      if (memory.contains(list)) {
        learning.forEach(name -> tensors.add(state.get(list + "." + name)));
      }
      type.attribute(list, ScriptClass.TENSORS);
      object.put(list, new ScriptObject.WeightsList(tensors));
    }
    String sum =
        lists.stream().map("self."::concat).reduce("torch.add(%s, %s)"::formatted).orElseThrow();
    type.methods("def state(self: SELF) -> List[Tensor]:\n  return " + sum + "\n");
    return object;
  }
}
