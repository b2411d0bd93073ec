/**
 * Weights as plain values: tensors in Java's memory under the names that PyTorch gives them, and
 * the safetensors files that hold them. Nothing here needs an engine.
 *
 * <pre>{@code
 * StateDict weights = Safetensors.read(Path.of("run/model/model.safetensors"));
 * System.out.println(weights.get("conv1.weight")); // float32[64, 3, 7, 7]
 * }</pre>
 */
@NullMarked
package dev.hibi.model.weights;

import org.jspecify.annotations.NullMarked;
