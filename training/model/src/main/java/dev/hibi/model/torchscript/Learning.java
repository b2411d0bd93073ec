package dev.hibi.model.torchscript;

import dev.hibi.model.network.Precision;

/**
 * What a network does while it learns.
 *
 * @param freezeBatchNorm whether running statistics stay as they are and are used as they are while
 *     the rest of the network trains
 * @param precision of convolutions and what flows between layers; the network gives float32 in all
 */
public record Learning(boolean freezeBatchNorm, Precision precision) {
  /** Everything in float32, running statistics moving. */
  public static final Learning DEFAULT = new Learning(false, Precision.FLOAT32);
}
