package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A box of layers, as the dots in their names nest them: what PyTorch makes a module with children.
 * It takes one result from outside and gives that of its last layer.
 */
final class ModuleBox implements ModulePart {

  private final String path;
  private final Map<String, ModulePart> parts = new LinkedHashMap<>();
  private final List<Layer> layers = new ArrayList<>();

  private ModuleBox(String path) {
    this.path = path;
  }

  /** The box of everything. */
  static ModuleBox of(NetworkDefinition network) {
    ModuleBox root = new ModuleBox("");
    network.layers().forEach(root::add);
    return root;
  }

  private void add(Layer layer) {
    layers.add(layer);
    String inside = path.isEmpty() ? layer.name() : layer.name().substring(path.length() + 1);
    int dot = inside.indexOf('.');
    if (dot < 0) {
      parts.put(inside, new ModulePart.Single(inside, layer));
    } else {
      String child =
          path.isEmpty() ? inside.substring(0, dot) : path + "." + inside.substring(0, dot);
      ((ModuleBox) parts.computeIfAbsent(inside.substring(0, dot), name -> new ModuleBox(child)))
          .add(layer);
    }
  }

  /** The whole name, such as {@code layer1.0}; empty for the box of everything. */
  String path() {
    return path;
  }

  @Override
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  @Override
  public Layer last() {
    return layers.get(layers.size() - 1);
  }

  /** What lies right in it, in the order of their work. */
  Collection<ModulePart> parts() {
    return Collections.unmodifiableCollection(parts.values());
  }

  /** The layer outside whose result it takes. */
  String input() {
    List<String> outside =
        layers.stream()
            .flatMap(layer -> layer.inputs().stream())
            .filter(name -> !name.startsWith(path + "."))
            .distinct()
            .toList();
    if (outside.size() != 1) {
      throw new IllegalArgumentException(
          "not a module: expected 1 input from outside, found %s (%s)".formatted(outside, path));
    }
    return outside.get(0);
  }
}
