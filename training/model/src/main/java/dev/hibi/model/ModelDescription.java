package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PooledLayer;
import java.util.List;

/**
 * What {@code model.json} says of a model: all that is needed to use its weights.
 *
 * @param backbone the network
 * @param features what of it the head sees, in this order
 * @param labels the classes in the order of the logits
 * @param imageSpec how images are prepared
 * @param provenance where it comes from
 */
public record ModelDescription(
    Backbone backbone,
    List<PooledLayer> features,
    ClassLabels labels,
    ImageSpec imageSpec,
    Provenance provenance) {

  /**
   * Checks the features.
   *
   * @throws IllegalArgumentException if there are none, or one is twice
   */
  public ModelDescription {
    features = PooledLayer.distinct(features);
  }

  /** A model whose head sees what torchvision's do: the mean of layer4. */
  public ModelDescription(
      Backbone backbone, ClassLabels labels, ImageSpec imageSpec, Provenance provenance) {
    this(backbone, PooledLayer.DEFAULT, labels, imageSpec, provenance);
  }

  /** The network that the weights belong to. */
  NetworkDefinition network() {
    return backbone.network(labels.size(), features);
  }
}
