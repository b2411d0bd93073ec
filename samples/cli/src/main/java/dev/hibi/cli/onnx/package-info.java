/** {@code hibi export}: a model in the form of others. */
@NullMarked
package dev.hibi.cli.onnx;

import org.jspecify.annotations.NullMarked;
