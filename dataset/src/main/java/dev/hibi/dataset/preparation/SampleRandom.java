package dev.hibi.dataset.preparation;

import java.util.random.RandomGenerator;

/**
 * The random numbers of one sample in one epoch, always the same: SplitMix64 (Steele, Lea and
 * Flood, 2014), started from (seed, epoch, entry).
 *
 * <p>Written out here because the JDK's generators may change from release to release, and the
 * numbers must not.
 */
public final class SampleRandom implements RandomGenerator {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long state;

  private SampleRandom(long state) {
    this.state = state;
  }

  /**
   * A generator at the start of a sample's sequence.
   *
   * @param epoch from 0
   * @param entry the sample's path inside its source
   */
  public static SampleRandom of(long seed, int epoch, String entry) {
    long name = FNV_OFFSET;
    for (int i = 0; i < entry.length(); i++) {
      name = (name ^ entry.charAt(i)) * FNV_PRIME;
    }
    return new SampleRandom(mix(mix(mix(seed + GAMMA) + epoch * GAMMA) ^ name));
  }

  @Override
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** From low (inclusive) to high (exclusive). */
  static double uniform(RandomGenerator random, double low, double high) {
    return low + (random.nextLong() >>> 11) * 0x1.0p-53 * (high - low);
  }
}
