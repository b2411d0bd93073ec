package dev.hibi.model.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tensors by name, in a fixed order: a network's weights under the names that PyTorch gives them,
 * or an optimizer's state.
 *
 * <p>Immutable and thread-safe.
 */
public final class StateDict {
  private final Map<String, Tensor> tensors;

  /** A copy of the map, in its order. */
  public StateDict(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Names in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Names and tensors in order, unmodifiable. */
  public Map<String, Tensor> asMap() {
    return tensors;
  }

  /** Whether there is a tensor of this name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no such tensor: expected one of " + tensors.size() + " names, found '" + name + "'");
    }
    return tensor;
  }

  /** This with the other's tensors: same names are replaced in place, new ones follow. */
  public StateDict with(StateDict other) {
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    all.putAll(other.tensors);
    return new StateDict(all);
  }

  /**
   * Under names without a prefix, if all have it, else this: {@code module.} is what a network gets
   * that DataParallel or DistributedDataParallel wraps.
   */
  public StateDict withoutPrefix(String prefix) {
    if (tensors.isEmpty() || !names().stream().allMatch(name -> name.startsWith(prefix))) {
      return this;
    }
    Map<String, Tensor> plain = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> plain.put(name.substring(prefix.length()), tensor));
    return new StateDict(plain);
  }

  @Override
  public String toString() {
    return "StateDict[" + tensors.size() + " tensors]";
  }
}
