/**
 * Weights that torchvision publishes, fetched once into a cache on this machine.
 *
 * <pre>{@code
 * WeightsCache cache = WeightsCache.builder(System.getenv()).build();
 * Path file = cache.fetch(PublishedWeights.of(Backbone.RESNET18));
 * }</pre>
 */
@NullMarked
package dev.hibi.model.published;

import org.jspecify.annotations.NullMarked;
