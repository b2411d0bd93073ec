package dev.hibi.model.engine;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hibi.model.network.Precision;

/** On a processor for which PyTorch has no code for it, what answers in it is not tested. */
public final class Bfloat16 {
  private Bfloat16() {}

  /** Skips the test, if that is so. */
  public static void assumeComputed(Precision precision) {
    assumeFalse(precision == Precision.BFLOAT16 && Processor.refusesBfloat16(), "no bfloat16 here");
  }
}
