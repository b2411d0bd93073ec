package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.ActivationRanges;

/**
 * What {@code model.json} says of a model: all that is needed to use its weights.
 *
 * @param backbone the network
 * @param labels the classes in the order of the logits
 * @param imageSpec how images are prepared
 * @param provenance where it comes from
 * @param activations between which values the results of layers lie, as {@code int8} asks; {@link
 *     ActivationRanges#NONE} if it was not measured
 */
public record ModelDescription(
    Backbone backbone,
    ClassLabels labels,
    ImageSpec imageSpec,
    Provenance provenance,
    ActivationRanges activations) {

  /** Without ranges of activations. */
  public ModelDescription(
      Backbone backbone, ClassLabels labels, ImageSpec imageSpec, Provenance provenance) {
    this(backbone, labels, imageSpec, provenance, ActivationRanges.NONE);
  }

  /** This, with ranges of activations. */
  public ModelDescription with(ActivationRanges activations) {
    return new ModelDescription(backbone, labels, imageSpec, provenance, activations);
  }
}
