package dev.hibi.model.torchscript;

import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.Precision;

/**
 * For what a network that only answers is written.
 *
 * @param precision what convolutions multiply in, those that are not quantized
 * @param laidOut whether weights are laid out once, as oneDNN's convolutions want them on this
 *     processor, and sums and what is below 0 are taken care of within a convolution; needs a build
 *     of PyTorch with oneDNN, on a CPU: any other refuses the script
 * @param edge of the square images in pixels for which weights are laid out; others give the same
 *     numbers, slower
 * @param ranges by which the convolutions behind the first sum are quantized to 8 bits; none are if
 *     it is empty. Needs a build of PyTorch for x86, a CPU, and one that has {@code avx512_vnni}
 */
public record InferenceForm(
    Precision precision, boolean laidOut, int edge, ActivationRanges ranges) {

  /** Images a call; others but 1 are as fast, as was measured. */
  static final int BATCH = 32;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the edge is below 1, or the precision is {@code int8},
   *     which ranges say
   */
  public InferenceForm {
    if (precision == Precision.INT8) {
      throw new IllegalArgumentException(
          "bad precision: expected that of what is not quantized, found int8");
    }
    if (edge < 1) {
      throw new IllegalArgumentException("bad edge: expected 1 pixel and more, found " + edge);
    }
  }

  /** Nothing is quantized. */
  public InferenceForm(Precision precision, boolean laidOut, int edge) {
    this(precision, laidOut, edge, ActivationRanges.NONE);
  }
}
