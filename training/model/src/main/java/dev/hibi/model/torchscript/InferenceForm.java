package dev.hibi.model.torchscript;

import dev.hibi.model.network.Precision;

/**
 * For what a network that only answers is written.
 *
 * @param precision what convolutions multiply in
 * @param laidOut whether weights are laid out once, as oneDNN's convolutions want them on this
 *     processor, and sums and what is below 0 are taken care of within a convolution; needs a build
 *     of PyTorch with oneDNN, on a CPU: any other refuses the script
 * @param edge of the square images in pixels for which weights are laid out; others give the same
 *     numbers, slower
 */
public record InferenceForm(Precision precision, boolean laidOut, int edge) {

  /** Images a call; others are as fast, as was measured. */
  static final int BATCH = 32;

  /** Checks that the edge is at least 1. */
  public InferenceForm {
    if (edge < 1) {
      throw new IllegalArgumentException("bad edge: expected 1 pixel and more, found " + edge);
    }
  }
}
