/**
 * A trained model as ONNX, for whatever runs that: other languages, browsers, devices.
 *
 * <pre>{@code
 * OnnxModel.loader(Path.of("run/model")).load().write(Path.of("crack.onnx"));
 * }</pre>
 *
 * <p>Nothing here runs a network, and an application that only classifies does without this.
 */
@NullMarked
package dev.hibi.onnx;

import org.jspecify.annotations.NullMarked;
