package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.torchscript.ModulePart.Single;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes a network as TorchScript: an object for each layer with weights and for each box of
 * layers, a class for each kind of them.
 *
 * <p>Attribute names are the layers', so that the archive's {@code state_dict} has torchvision's.
 * Methods of the root: {@code features(inputs)} to float32 (N, features), {@code head(features)} to
 * logits float32 (N, classes), {@code forward(inputs)} does both. {@code trainable()} lists the
 * parameters and {@code state()} all tensors, in the order of {@link NetworkDefinition#parameters}.
 */
final class NetworkScript {
  private static final String BOX_HEAD = "def forward(self: SELF, x: Tensor) -> Tensor:\n";

  private final NetworkDefinition network;
  private final StateDict weights;
  private final TorchScript.Learning learning;

  /** Layers whose result may be written over by the one that takes it. */
  private final Set<String> overwritable = new HashSet<>();

  private final SharedClasses classes = new SharedClasses();

  private NetworkScript(
      NetworkDefinition network, StateDict weights, TorchScript.Learning learning) {
    this.network = network;
    this.weights = weights;
    this.learning = learning;
    Set<String> taken = new HashSet<>();
    Set<String> takenAgain = new HashSet<>();
    for (Layer layer : network.layers()) {
      layer.inputs().stream().filter(input -> !taken.add(input)).forEach(takenAgain::add);
      if (LayerScript.resultMayBeOverwritten(layer)) {
        overwritable.add(layer.name());
      }
    }
    overwritable.removeAll(takenAgain);
  }

  /**
   * The network.
   *
   * @param weights of the network's {@link NetworkDefinition#parameters}; others are left aside
   * @param learning how it learns, and what it computes in
   * @throws IllegalArgumentException if a tensor is missing
   */
  static ScriptObject of(
      NetworkDefinition network, StateDict weights, TorchScript.Learning learning) {
    return new NetworkScript(network, weights, learning).root();
  }

  private ScriptObject root() {
    Collection<ModulePart> parts = ModuleBox.of(network).parts();
    ModulePart input = parts.iterator().next();
    StringBuilder features =
        new StringBuilder("def features(self: SELF, inputs: Tensor) -> Tensor:\n");
    String given = LayerScript.given(input.last(), learning.precision());
    features.append("  x = ").append(given).append('\n');
    Variables variables = new Variables(input.last().name());
    List<ModulePart> body =
        parts.stream().filter(part -> part != input && part.last() != network.head()).toList();
    body.forEach(part -> features.append(statement(part, variables)));
    features.append("  return ").append(variables.of(network.head().input())).append('\n');
    return object(
        network.modules().getOrDefault("", "Network"),
        parts,
        features
            + """
            def head(self: SELF, features: Tensor) -> Tensor:
              return (self.%s).forward(features, )
            def forward(self: SELF, inputs: Tensor) -> Tensor:
              return (self).head((self).features(inputs, ), )
            """
                .formatted(network.head().name()));
  }

  private ScriptObject box(ModuleBox box) {
    StringBuilder forward = new StringBuilder(BOX_HEAD);
    Variables variables = new Variables(box.input());
    box.parts().forEach(part -> forward.append(statement(part, variables)));
    forward.append("  return ").append(variables.of(box.last().name())).append('\n');
    String kind = network.modules().getOrDefault(box.path(), "Module");
    return object(kind, box.parts(), forward.toString());
  }

  /** What the results of layers are called in a method. */
  private static final class Variables {
    static final String GIVEN = "x";

    private final Map<String, String> names = new HashMap<>();

    Variables(String input) {
      names.put(input, GIVEN);
    }

    String of(String layer) {
      return Objects.requireNonNull(names.get(layer), layer);
    }

    String name(ModulePart part) {
      String name = isIdentifier(part.name()) ? part.name() : GIVEN + part.name();
      names.put(part.last().name(), name);
      return name;
    }
  }

  /** A line that computes a part, whose variable is known from then on. */
  private String statement(ModulePart part, Variables variables) {
    Layer layer = part.last();
    String value;
    if (part instanceof ModuleBox box) {
      value = call(part, variables.of(box.input()));
    } else if (layer.parameters().isEmpty()) {
      String first = layer.inputs().get(0);
      boolean inPlace =
          overwritable.contains(first) && !variables.of(first).equals(Variables.GIVEN);
      value =
          LayerScript.expression(
              layer,
              learning.precision(),
              inPlace,
              layer.inputs().stream().map(variables::of).toArray(String[]::new));
    } else {
      value = call(part, variables.of(layer.inputs().get(0)));
    }
    return "  " + variables.name(part) + " = " + value + "\n";
  }

  private static String call(ModulePart part, String argument) {
    return "(%s).forward(%s, )".formatted(attribute(part.name()), argument);
  }

  /** An object with a child for each part that has weights. */
  private ScriptObject object(String kind, Collection<ModulePart> parts, String methods) {
    Map<String, ScriptObject> children = new LinkedHashMap<>();
    for (ModulePart part : parts) {
      if (part instanceof ModuleBox box) {
        children.put(part.name(), box(box));
      } else if (part instanceof Single single && !single.layer().parameters().isEmpty()) {
        children.put(part.name(), leaf(single.layer()));
      }
    }
    List<String> attributes = children.keySet().stream().map(NetworkScript::attribute).toList();
    String text = methods + listing("trainable", attributes) + listing("state", attributes);
    ScriptObject object = new ScriptObject(classes.box(kind, children, text));
    children.forEach(object::put);
    return object;
  }

  private ScriptObject leaf(Layer layer) {
    ScriptObject object = new ScriptObject(classes.leaf(layer, learning.precision()));
    for (Parameter slot : layer.parameters()) {
      String attribute = LayerScript.attribute(slot.name());
      if (slot.learns()) {
        object.parameter(attribute, tensor(slot));
      } else {
        object.buffer(attribute, tensor(slot));
      }
    }
    if (layer instanceof Layer.Convolution convolution) {
      object.put("stride", convolution.stride()).put("padding", convolution.padding());
    } else if (layer instanceof Layer.BatchNorm) {
      object.put("frozen", learning.freezeBatchNorm());
    }
    return object;
  }

  private Tensor tensor(Parameter slot) {
    return tensor(slot, weights);
  }

  /** The tensor of a slot, which must fit. */
  static Tensor tensor(Parameter slot, StateDict weights) {
    Tensor tensor = weights.get(slot.name());
    if (!slot.fits(tensor)) {
      throw new IllegalArgumentException(
          "weights do not fit: expected %s, found %s (%s)"
              .formatted(slot.layout(), tensor, slot.name()));
    }
    return tensor;
  }

  /** A child, whose name may be a number. */
  private static String attribute(String name) {
    return isIdentifier(name) ? "self." + name : "getattr(self, \"" + name + "\")";
  }

  private static boolean isIdentifier(String name) {
    return Character.isLetter(name.charAt(0));
  }

  /** A method that walks the tree. */
  private static String listing(String method, List<String> children) {
    String sum =
        children.stream()
            .map(child -> "(%s).%s()".formatted(child, method))
            .reduce("torch.add(%s, %s)"::formatted)
            .orElseThrow();
    return "def %s(self: SELF) -> List[Tensor]:\n  return %s\n".formatted(method, sum);
  }
}
