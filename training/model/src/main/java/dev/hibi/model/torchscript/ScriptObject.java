package dev.hibi.model.torchscript;

import dev.hibi.model.weights.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An instance of a {@link ScriptClass}: attribute values in order, as they are pickled. */
final class ScriptObject {

  /** What an attribute can hold. */
  sealed interface Value {}

  record Flag(boolean value) implements Value {}

  record Int(long value) implements Value {}

  record Real(double value) implements Value {}

  /**
   * A tensor.
   *
   * @param requiresGrad whether it is a parameter that learns
   */
  record Weights(Tensor tensor, boolean requiresGrad) implements Value {}

  record WeightsList(List<Tensor> tensors) implements Value {}

  /** An empty list of floating-point numbers. */
  record Reals() implements Value {}

  /** Nothing, where an attribute is optional. */
  record None() implements Value {}

  record Child(ScriptObject object) implements Value {}

  private final ScriptClass type;
  private final Map<String, Value> values = new LinkedHashMap<>();

  ScriptObject(ScriptClass type) {
    this.type = type;
    put("training", new Flag(false));
  }

  ScriptClass type() {
    return type;
  }

  Map<String, Value> values() {
    return Collections.unmodifiableMap(values);
  }

  ScriptObject put(String name, Value value) {
    values.put(name, value);
    return this;
  }

  ScriptObject put(String name, boolean value) {
    return put(name, new Flag(value));
  }

  ScriptObject put(String name, long value) {
    return put(name, new Int(value));
  }

  ScriptObject put(String name, double value) {
    return put(name, new Real(value));
  }

  ScriptObject put(String name, ScriptObject child) {
    return put(name, new Child(child));
  }

  ScriptObject parameter(String name, Tensor tensor) {
    return put(name, new Weights(tensor, true));
  }

  ScriptObject buffer(String name, Tensor tensor) {
    return put(name, new Weights(tensor, false));
  }
}
