package dev.hibi.model;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PooledLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network with a layer of each kind, in the place of a backbone, where a folder is what matters.
 */
final class TinyNetwork {
  /** Also in the place of the one that a bank is of, which is the same but for the head. */
  static final ModelDirectory.Networks NETWORKS =
      new ModelDirectory.Networks() {
        @Override
        public NetworkDefinition of(ModelDescription description, List<PooledLayer> known) {
          return TinyNetwork.of(description, known);
        }

        @Override
        public NetworkDefinition frozen(ModelDescription description, List<PooledLayer> features) {
          return TinyNetwork.of(description);
        }
      };

  private TinyNetwork() {}

  /** Of as many classes as the model has labels, under the name of a backbone. */
  static NetworkDefinition of(ModelDescription description) {
    return new NetworkDefinition(
        "resnet18",
        List.of(
            new Layer.Images("images", 3),
            new Layer.Convolution("conv1", "images", 3, 2, 3, 2),
            new Layer.BatchNorm("bn1", "conv1", 2),
            new Layer.Relu("relu", "bn1"),
            new Layer.GlobalAveragePool("avgpool", "relu"),
            new Layer.Linear("fc", "avgpool", 2, description.labels().size())),
        Map.of("", "ResNet"));
  }

  /** The same, which gives its two features beside the logits, too, if any are asked for. */
  static NetworkDefinition of(ModelDescription description, List<PooledLayer> known) {
    NetworkDefinition plain = of(description);
    if (known.isEmpty()) {
      return plain;
    }
    List<Layer> layers = new ArrayList<>(plain.layers());
    layers.add(layers.size() - 1, new Layer.Concat("known", List.of("avgpool")));
    return new NetworkDefinition(plain.name(), layers, plain.modules());
  }
}
