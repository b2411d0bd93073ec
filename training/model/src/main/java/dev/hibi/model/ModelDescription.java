package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import java.util.List;
import java.util.Optional;

/**
 * What {@code model.json} says of a model: all that is needed to use its weights.
 *
 * @param backbone the network
 * @param features what of it the head sees, in this order
 * @param labels the classes in the order of the logits
 * @param imageSpec how images are prepared
 * @param provenance where it comes from
 * @param activations between which values the results of layers lie, as {@code int8} asks; {@link
 *     ActivationRanges#NONE} if it was not measured
 * @param patches what is compared with ordinary images, in a model that was learnt from these
 *     alone; the head then sees the logarithm of that score, and no features
 */
public record ModelDescription(
    Backbone backbone,
    List<PooledLayer> features,
    ClassLabels labels,
    ImageSpec imageSpec,
    Provenance provenance,
    ActivationRanges activations,
    Optional<PatchGrid> patches) {

  /**
   * Checks the features.
   *
   * @throws IllegalArgumentException if there are none, or one is twice; or if patches are not of
   *     two classes
   */
  public ModelDescription {
    features = PooledLayer.distinct(features);
    if (patches.isPresent() && (labels.size() != PatchGrid.CLASSES || patches.get().rows() < 1)) {
      throw new IllegalArgumentException(
          "bad patches: expected a row of a bank and 2 classes, found %s and %s"
              .formatted(patches.get(), labels));
    }
  }

  /** Whose head sees pooled features. */
  public ModelDescription(
      Backbone backbone,
      List<PooledLayer> features,
      ClassLabels labels,
      ImageSpec imageSpec,
      Provenance provenance,
      ActivationRanges activations) {
    this(backbone, features, labels, imageSpec, provenance, activations, Optional.empty());
  }

  /** Without ranges of activations. */
  public ModelDescription(
      Backbone backbone,
      List<PooledLayer> features,
      ClassLabels labels,
      ImageSpec imageSpec,
      Provenance provenance) {
    this(backbone, features, labels, imageSpec, provenance, ActivationRanges.NONE);
  }

  /** A model whose head sees what torchvision's do: the mean of layer4. */
  public ModelDescription(
      Backbone backbone, ClassLabels labels, ImageSpec imageSpec, Provenance provenance) {
    this(backbone, PooledLayer.DEFAULT, labels, imageSpec, provenance);
  }

  /** This, with ranges of activations. */
  public ModelDescription with(ActivationRanges activations) {
    return new ModelDescription(
        backbone, features, labels, imageSpec, provenance, activations, patches);
  }

  /** This, whose head sees how far patches are from a bank. */
  public ModelDescription with(PatchGrid bank) {
    return new ModelDescription(
        backbone, features, labels, imageSpec, provenance, activations, Optional.of(bank));
  }

  /** The network that the weights belong to. */
  NetworkDefinition network() {
    return patches
        .map(backbone::network)
        .orElseGet(() -> backbone.network(labels.size(), features));
  }
}
