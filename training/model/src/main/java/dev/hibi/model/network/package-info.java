/**
 * A network and how it learns, as plain values: layers with their inputs, parameters with shapes
 * and beginnings, optimizers. Whatever needs to know a network walks its {@link
 * dev.hibi.model.network.NetworkDefinition}: the script that computes it, the table of its weights,
 * the graph in TensorBoard.
 *
 * <pre>{@code
 * NetworkDefinition network = Backbone.RESNET18.network(2);
 * network.layers().forEach(layer -> System.out.println(layer.name() + " " + layer.inputs()));
 * }</pre>
 */
@NullMarked
package dev.hibi.model.network;

import org.jspecify.annotations.NullMarked;
