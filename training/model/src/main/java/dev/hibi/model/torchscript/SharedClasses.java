package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.Precision;
import java.util.HashMap;
import java.util.Map;

/** The classes of one script: modules that do the same share one. */
final class SharedClasses {
  private final Map<String, ScriptClass> leaves = new HashMap<>();
  private final Map<String, ScriptClass> boxes = new HashMap<>();
  private final Map<String, Integer> boxesOfKind = new HashMap<>();

  /** The class of a layer with weights. */
  ScriptClass leaf(Layer layer, Precision precision) {
    return leaves.computeIfAbsent(
        layer.getClass().getSimpleName(), unknown -> LayerScript.type(layer, precision));
  }

  /**
   * The class of a module with children: that of a former one of the same kind whose children's
   * classes and methods are the same, or a new one, with a number where the kind's name is taken.
   */
  ScriptClass box(String kind, Map<String, ScriptObject> children, String methods) {
    StringBuilder key = new StringBuilder(kind).append(methods);
    children.forEach((name, child) -> key.append(name).append(child.type().qualifiedName()));
    return boxes.computeIfAbsent(
        key.toString(),
        unknown -> {
          int number = boxesOfKind.merge(kind, 1, Integer::sum);
          ScriptClass type = new ScriptClass(number == 1 ? kind : kind + number);
          children.forEach((name, child) -> type.attribute(name, child.type().qualifiedName()));
          return type.methods(methods);
        });
  }
}
