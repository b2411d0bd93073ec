package dev.hibi.model.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What of a network is trained while all before a group of blocks stays as it is: a network of its
 * own, which is given the result of the group before.
 */
final class TrainedPart {
  private static final String INPUT = "input";

  private final NetworkDefinition network;
  private final String cut;

  private TrainedPart(NetworkDefinition network, String cut) {
    this.network = network;
    this.cut = cut;
  }

  static NetworkDefinition of(NetworkDefinition network, int stage) {
    String before = "layer" + (stage - 1) + ".";
    List<String> group =
        network.layers().stream().map(Layer::name).filter(n -> n.startsWith(before)).toList();
    boolean follows =
        network.layers().stream().anyMatch(layer -> layer.name().startsWith("layer" + stage + "."));
    if (group.isEmpty() || !follows) {
      throw new IllegalArgumentException(
          "nothing to train from layer%d: expected it and one before it, found none (%s)"
              .formatted(stage, network.name()));
    }
    return new TrainedPart(network, group.get(group.size() - 1)).build(stage);
  }

  private NetworkDefinition build(int stage) {
    List<Layer> layers = new ArrayList<>();
    boolean after = false;
    for (Layer layer : network.layers()) {
      if (after) {
        layers.add(moved(layer));
      } else if (layer.name().equals(cut)) {
        after = true;
        layers.add(new Layer.Activations(INPUT, channels()));
      }
    }
    List<String> names = layers.stream().map(Layer::name).toList();
    List<String> early =
        layers.stream()
            .flatMap(layer -> layer.inputs().stream())
            .filter(name -> !names.contains(name))
            .map(name -> name.replace('_', ':'))
            .distinct()
            .toList();
    if (!early.isEmpty()) {
      throw new IllegalArgumentException(
          "features of frozen layers: expected none before layer%d to train from layer%d, found %s"
              .formatted(stage - 1, stage, String.join(",", early)));
    }
    return new NetworkDefinition(
        network.name(),
        layers,
        network.modules().entrySet().stream()
            .filter(e -> e.getKey().isEmpty() || isBoxOf(names, e.getKey()))
            .collect(Collectors.toMap(e -> e.getKey(), e -> e.getValue())));
  }

  private int channels() {
    List<Long> shape = Objects.requireNonNull(network.outputShapes(1).get(cut), cut);
    return Math.toIntExact(shape.get(0));
  }

  private static boolean isBoxOf(List<String> names, String path) {
    return names.stream().anyMatch(name -> name.startsWith(path + "."));
  }

  /** The same layer, which takes the input where it took what was cut off. */
  private Layer moved(Layer layer) {
    if (!layer.inputs().contains(cut)) {
      return layer;
    }
    if (layer instanceof Layer.Convolution l) {
      return new Layer.Convolution(l.name(), INPUT, l.in(), l.out(), l.kernel(), l.stride());
    }
    if (layer instanceof Layer.GlobalAveragePool l) {
      return new Layer.GlobalAveragePool(l.name(), INPUT);
    }
    if (layer instanceof Layer.GlobalMaxPool l) {
      return new Layer.GlobalMaxPool(l.name(), INPUT);
    }
    if (layer instanceof Layer.Add l) {
      return new Layer.Add(l.name(), name(l.left()), name(l.right()));
    }
    throw new IllegalArgumentException(
        "cannot be cut: expected a convolution, a pool or a sum behind %s, found %s"
            .formatted(cut, layer));
  }

  private String name(String input) {
    return input.equals(cut) ? INPUT : input;
  }
}
