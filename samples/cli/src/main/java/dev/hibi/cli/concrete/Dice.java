package dev.hibi.cli.concrete;

/**
 * Random numbers for drawing: SplitMix64, whose every bit is written down here, so that one seed
 * draws one picture on every machine and every JDK.
 *
 * <p>Not thread-safe.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /** Dice that fall as they do for these numbers only. */
  Dice(long seed, long... parts) {
    state = mix(seed);
    for (long part : parts) {
      state = mix(state + GOLDEN_GAMMA + part);
    }
  }

  long bits() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** From low (inclusive) to high (exclusive, up to rounding), each value equally likely. */
  float between(float low, float high) {
    return low + (high - low) * ((bits() >>> 40) * 0x1p-24f);
  }

  /** A whole number from low to high, both inclusive. */
  int from(int low, int high) {
    return low + (int) Math.floorMod(bits(), (long) high - low + 1);
  }

  boolean chance(float probability) {
    return between(0, 1) < probability;
  }

  /** Plus one or minus one. */
  int sign() {
    return chance(0.5f) ? 1 : -1;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
