package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;

/**
 * What {@code model.json} says of a model: all that is needed to use its weights.
 *
 * @param backbone the network
 * @param labels the classes in the order of the logits
 * @param imageSpec how images are prepared
 * @param provenance where it comes from
 */
public record ModelDescription(
    Backbone backbone, ClassLabels labels, ImageSpec imageSpec, Provenance provenance) {}
