package dev.hibi.model.torchscript;

import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes a network that only answers, as it is fastest on this machine: each convolution with the
 * batch normalisation behind it, and what follows of a sum and of what is below 0, is one call.
 *
 * <p>Methods of the root: {@code prepare()} makes of the weights what is computed with, before
 * anything else is called and while nobody else calls; {@code features(inputs)} to float32 (N,
 * features), {@code head(features)} to logits, float32 (N, classes), {@code forward(inputs)} does
 * both; {@code reference(inputs)} gives features in float32 without any haste, until {@code
 * settle()} drops what it needs. Where the head sees the means of one map alone there is {@code
 * activations(inputs)}, that map as {@link Layer.Activations} says it; where it sees the score of
 * patches, {@code distances(inputs)} and {@code patches(inputs)}; where images are {@linkplain
 * NetworkDefinition#known known} by other features, {@code both(inputs)}, which gives the head's
 * and then those. {@code located(inputs)} gives all of these and then maps as {@link LocatedScript}
 * has them.
 *
 * <p>Results of layers are variables. A convolution's is not computed where its layer stands, but
 * where a layer asks for it, which then says what is done with it within the same call.
 *
 * <p>With ranges, convolutions behind the first sum are quantized, and so are their results: those
 * before it are few and decide most of the error. {@code ranges(inputs)} is {@link RangesScript}'s.
 */
final class InferenceScript {
  private static final Tensor NONE = Tensor.zeros(0);

  private final NetworkDefinition network;
  private final StateDict weights;
  private final InferenceForm form;
  private final ScriptClass convolutions;
  private final ScriptClass quantizedConvolutions = QuantizedScript.type();
  private final ScriptClass rootType = new ScriptClass("Inference");
  private final ScriptObject root = new ScriptObject(rootType);

  /** How many layers are yet to take the result of one. */
  private final Map<String, Integer> uses = new HashMap<>();

  private final Map<String, Result> results = new HashMap<>();

  /** Whether convolutions are quantized from here on. */
  private boolean quantizing;

  private final StringBuilder features = new StringBuilder();
  private final StringBuilder reference = new StringBuilder();
  private final StringBuilder folding = new StringBuilder();
  private final StringBuilder preparing = new StringBuilder();
  private final StringBuilder settling = new StringBuilder();

  private InferenceScript(NetworkDefinition network, StateDict weights, InferenceForm form) {
    this.network = network;
    this.weights = weights;
    this.form = form;
    this.convolutions = ConvolutionScript.type(form);
    for (Layer layer : network.layers()) {
      layer.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
  }

  /** What a layer gives, or will give when it is asked for. */
  private sealed interface Result {

    /** A variable; its value in the fast method may be quantized. */
    record Computed(String variable, boolean quantized) implements Result {}

    /** A convolution of a variable, normalised. */
    record Convolved(String convolution, String input, boolean quantized) implements Result {}

    /** A convolution, normalised, and a variable that is added to it. */
    record Sum(Convolved convolved, String other, boolean otherIsDone) implements Result {}
  }

  /**
   * The network.
   *
   * @param weights of the network's {@link NetworkDefinition#parameters}; others are left aside
   * @throws IllegalArgumentException if a tensor is missing or does not fit, or a convolution is
   *     not followed by a batch normalisation of its own
   */
  static ScriptObject of(NetworkDefinition network, StateDict weights, InferenceForm form) {
    return new InferenceScript(network, weights, form).build();
  }

  private ScriptObject build() {
    Map<String, List<Long>> shapes = network.outputShapes(form.edge());
    Layer.Linear head = network.head();
    for (Layer layer : network.layers()) {
      if (layer != head) {
        results.put(layer.name(), result(layer, shapes));
        quantizing |= !form.ranges().isEmpty() && endsSum(layer);
        layer.inputs().forEach(input -> uses.merge(input, -1, Integer::sum));
      }
    }
    addActivations(head);
    String out = plain(head.input());
    Optional<String> known = network.known().map(layer -> plain(layer.name()));
    known.ifPresent(variable -> addBoth(out, variable));
    addLocated(known.map(variable -> out + ", " + variable).orElse(out), shapes);
    rootType.attribute("weight", ScriptClass.TENSOR).attribute("bias", ScriptClass.TENSOR);
    root.buffer("weight", weight(head, "weight")).buffer("bias", weight(head, "bias"));
    rootType.methods(RangesScript.method(network));
    rootType.methods(
        """
        def features(self: SELF, inputs: Tensor) -> Tensor:
        %1$s  return %4$s
        def reference(self: SELF, inputs: Tensor) -> Tensor:
        %2$s  return %4$s
        def head(self: SELF, features: Tensor) -> Tensor:
          return torch.linear(features, self.weight, self.bias)
        def forward(self: SELF, inputs: Tensor) -> Tensor:
          return (self).head((self).features(inputs, ), )
        def prepare(self: SELF) -> List[Tensor]:
        %3$s  return annotate(List[Tensor], [])
        def settle(self: SELF) -> List[Tensor]:
        %5$s  return annotate(List[Tensor], [])
        """
            .formatted(features, reference, folding.append(preparing), out, settling));
    return root;
  }

  /** Where something is given beside the logits: a method that gives both in one pass. */
  private void addBoth(String out, String known) {
    rootType.methods(
        """
        def both(self: SELF, inputs: Tensor) -> List[Tensor]:
        %s  return [%s, %s]
        """
            .formatted(features, out, known));
  }

  /** Where the head sees maps, pooled: a method that also gives what each place adds to logits. */
  private void addLocated(String given, Map<String, List<Long>> shapes) {
    LocatedScript located = LocatedScript.of(network, shapes, this::plain);
    if (!located.maps().isEmpty()) {
      rootType.methods(
          """
          def located(self: SELF, inputs: Tensor) -> List[Tensor]:
          %s%s  return [%s, %s]
          """
              .formatted(features, located.lines(), given, String.join(", ", located.maps())));
    }
  }

  /** Where the head sees a single map, pooled: a method that gives it as it is. */
  private void addActivations(Layer.Linear head) {
    if (!(network.layer(head.input()) instanceof Layer.GlobalAveragePool pool)) {
      return;
    }
    String map =
        "torch.contiguous(torch.permute(%s, [0, 2, 3, 1]), memory_format=0)"
            .formatted(plain(pool.input()));
    String bits =
        form.precision() == Precision.FLOAT32
            ? map
            : "torch.view_copy(%s, dtype=%d)".formatted(map, ScriptClass.INT32);
    rootType.methods(
        """
        def activations(self: SELF, inputs: Tensor) -> Tensor:
        %s  return %s
        """
            .formatted(features, bits));
  }

  private Result result(Layer layer, Map<String, List<Long>> shapes) {
    if (layer instanceof Layer.Images) {
      String given = "torch.contiguous(%s, memory_format=2)";
      return assign(
          variable(layer.name()),
          false,
          given.formatted(LayerScript.cast("inputs", form.precision())),
          given.formatted("inputs"));
    }
    if (layer instanceof Layer.Activations) {
      String given = LayerScript.given(layer, form.precision());
      return assign(variable(layer.name()), false, given, given);
    }
    if (layer instanceof Layer.Convolution convolution) {
      String input =
          quantizing ? quantized(convolution.input()) : computed(convolution.input()).variable;
      return new Result.Convolved(
          convolution(convolution, given(shapes, convolution.input())), input, quantizing);
    }
    if (layer instanceof Layer.BatchNorm normalisation) {
      return given(results, normalisation.input());
    }
    if (layer instanceof Layer.Add add
        && given(results, add.left()) instanceof Result.Convolved convolved) {
      if (convolved.quantized) {
        QuantizedScript.result(object(convolved), form.ranges().range(add.left()));
        return new Result.Sum(convolved, quantized(add.right()), true);
      }
      String other = plain(add.right());
      return new Result.Sum(convolved, other, given(uses, add.right()) == 1);
    }
    if (layer instanceof Layer.Relu relu) {
      Result input = given(results, relu.input());
      if (input instanceof Result.Convolved convolved && given(uses, relu.input()) == 1) {
        if (convolved.quantized) {
          QuantizedScript.result(object(convolved), form.ranges().range(layer.name()));
        }
        return assign(
            variable(layer.name()),
            convolved.quantized,
            "(self.%s).relu(%s, )".formatted(convolved.convolution, convolved.input),
            "torch.relu_((self.%s).reference(%s, ))"
                .formatted(convolved.convolution, convolved.input));
      }
      if (input instanceof Result.Sum sum && sum.otherIsDone && given(uses, relu.input()) == 1) {
        Result.Convolved convolved = sum.convolved;
        if (convolved.quantized) {
          QuantizedScript.sum(object(convolved), form.ranges().range(layer.name()));
        }
        return assign(
            variable(layer.name()),
            convolved.quantized,
            "(self.%s).add_relu(%s, %s, )"
                .formatted(convolved.convolution, convolved.input, sum.other),
            "torch.relu_(torch.add_((self.%s).reference(%s, ), %s))"
                .formatted(convolved.convolution, convolved.input, sum.other));
      }
    }
    if (layer instanceof Layer.GlobalAveragePool pool) {
      // Summed in float32, whatever is summed.
      String mean =
          "torch.mean(%s, [2, 3], False, dtype=%d)"
              .formatted(plain(pool.input()), ScriptClass.FLOAT32);
      return assign(variable(layer.name()), false, mean, mean);
    }
    if (layer instanceof Layer.PatchScore score) {
      return score(score);
    }
    String[] inputs = layer.inputs().stream().map(this::plain).toArray(String[]::new);
    String expression = LayerScript.expression(layer, form.precision(), false, inputs);
    return assign(variable(layer.name()), false, expression, expression);
  }

  /** Two methods more, which give the distances of all patches, and these themselves. */
  private Result score(Layer.PatchScore score) {
    String patches = plain(score.input());
    String attribute = variable(score.name());
    ScriptClass type = LayerScript.type(score, Precision.FLOAT32);
    rootType.attribute(attribute, type.qualifiedName());
    root.put(attribute, new ScriptObject(type).buffer("rows", weight(score, "rows")));
    rootType.methods(
        """
        def distances(self: SELF, inputs: Tensor) -> Tensor:
        %1$s  return (self.%2$s).distances(%3$s, )
        def patches(self: SELF, inputs: Tensor) -> Tensor:
        %1$s  return torch.to(torch.contiguous(torch.permute(%3$s, [0, 2, 3, 1]), memory_format=0), %4$d)
        """
            .formatted(features, attribute, patches, ScriptClass.FLOAT32));
    String line = "(self.%s).forward(%s, )".formatted(attribute, patches);
    return assign(attribute + "_score", false, line, line);
  }

  /** Whether a layer is the end of a block: of a sum what is above 0. */
  private boolean endsSum(Layer layer) {
    return layer instanceof Layer.Relu relu && network.layer(relu.input()) instanceof Layer.Add;
  }

  /** A line in both methods that computes a layer's result. */
  private Result.Computed assign(String variable, boolean quantized, String fast, String plain) {
    features.append("  %s = %s\n".formatted(variable, fast));
    reference.append("  %s = %s\n".formatted(variable, plain));
    return new Result.Computed(variable, quantized);
  }

  /** The variable with a layer's result in steps of 8 bits. */
  private String quantized(String layer) {
    Result.Computed result = computed(layer);
    if (!result.quantized) {
      String steps = QuantizedScript.quantized(result.variable, form.ranges().range(layer));
      result = assign(result.variable + "_q", true, steps, result.variable);
      results.put(layer, result);
    }
    return result.variable;
  }

  /** The variable with a layer's result as numbers of themselves. */
  private String plain(String layer) {
    Result.Computed result = computed(layer);
    return result.quantized
        ? assign(
                result.variable + "_d",
                false,
                "torch.dequantize(%s)".formatted(result.variable),
                result.variable)
            .variable
        : result.variable;
  }

  /** The variable with a layer's result, which is computed now if it was not before. */
  private Result.Computed computed(String layer) {
    Result result = given(results, layer);
    if (result instanceof Result.Convolved convolved) {
      if (convolved.quantized) {
        QuantizedScript.result(object(convolved), form.ranges().range(layer));
      }
      result =
          assign(
              variable(layer),
              convolved.quantized,
              "(self.%s).plain(%s, )".formatted(convolved.convolution, convolved.input),
              "(self.%s).reference(%s, )".formatted(convolved.convolution, convolved.input));
    } else if (result instanceof Result.Sum sum) {
      Result.Convolved convolved = sum.convolved;
      String sums =
          convolved.quantized
              ? "torch.add(torch.dequantize((self.%s).%s(%s, )), torch.dequantize(%s))"
              : "torch.add((self.%s).%s(%s, ), %s)";
      result =
          assign(
              variable(layer),
              false,
              sums.formatted(convolved.convolution, "plain", convolved.input, sum.other),
              "torch.add((self.%s).reference(%s, ), %s)"
                  .formatted(convolved.convolution, convolved.input, sum.other));
    }
    results.put(layer, result);
    return (Result.Computed) result;
  }

  private ScriptObject object(Result.Convolved convolved) {
    return ((ScriptObject.Child) given(root.values(), convolved.convolution)).object();
  }

  /** Adds a convolution's object, and lines that prepare it; gives its attribute. */
  private String convolution(Layer.Convolution convolution, List<Long> input) {
    Layer.BatchNorm normalisation = normalisation(convolution);
    String attribute = variable(convolution.name());
    ScriptClass type = quantizing ? quantizedConvolutions : convolutions;
    rootType.attribute(attribute, type.qualifiedName());
    ScriptObject object =
        new ScriptObject(type)
            .buffer("weight", weight(convolution, "weight"))
            .buffer("scale", weight(normalisation, "weight"))
            .buffer("shift", weight(normalisation, "bias"))
            .buffer("running_mean", weight(normalisation, "running_mean"))
            .buffer("running_var", weight(normalisation, "running_var"))
            .buffer("bias", NONE)
            .put("stride", convolution.stride())
            .put("padding", convolution.padding());
    root.put(attribute, quantizing ? unquantized(object) : unprepared(object));
    folding.append("  _f%d = (self.%s).fold()\n".formatted(root.values().size(), attribute));
    preparing.append(
        "  _p%d = (self.%s).prepare(%d, %d, %d, )\n"
            .formatted(
                root.values().size(), attribute, InferenceForm.BATCH, input.get(1), input.get(2)));
    settling.append("  _s%d = (self.%s).settle()\n".formatted(root.values().size(), attribute));
    return attribute;
  }

  private static ScriptObject unprepared(ScriptObject convolution) {
    return convolution.buffer("ready", NONE).buffer("ready_bias", NONE).buffer("single", NONE);
  }

  /** Of steps that are yet to be said, by those who take its result. */
  private static ScriptObject unquantized(ScriptObject convolution) {
    ActivationRanges.Range unused = new ActivationRanges.Range(0, 0);
    QuantizedScript.result(convolution, unused);
    QuantizedScript.sum(convolution, unused);
    return convolution.put("packed", new ScriptObject.None());
  }

  private Layer.BatchNorm normalisation(Layer.Convolution convolution) {
    List<Layer> takers = new ArrayList<>();
    for (Layer layer : network.layers()) {
      if (layer.inputs().contains(convolution.name())) {
        takers.add(layer);
      }
    }
    if (takers.size() == 1 && takers.get(0) instanceof Layer.BatchNorm normalisation) {
      return normalisation;
    }
    throw new IllegalArgumentException(
        "cannot be folded: expected a batch normalisation alone behind a convolution, found %s (%s)"
            .formatted(takers, convolution.name()));
  }

  private Tensor weight(Layer layer, String attribute) {
    return layer.parameters().stream()
        .filter(slot -> LayerScript.attribute(slot.name()).equals(attribute))
        .map(slot -> NetworkScript.tensor(slot, weights))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T given(Map<String, T> values, String layer) {
    return Objects.requireNonNull(values.get(layer), layer);
  }

  /** What the result of a layer is called, and the object of a convolution. */
  static String variable(String layer) {
    return layer.replace('.', '_');
  }
}
