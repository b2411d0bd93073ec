package dev.hibi.dataset.audit;

import java.util.Random;

/**
 * Which signatures are worth comparing: those that share a band with each other.
 *
 * <p>Locality-sensitive hashing (Datar, Immorlica, Indyk, Mirrokni 2004): each of {@value #TABLES}
 * tables projects a signature on {@value #PROJECTIONS} random directions and cuts each projection
 * into cells; all cells together are its band in that table. At the width chosen, a pair at
 * distance 0.06 shares none with a probability of 1e-6, one at 0.08 with 1e-3, one at 0.10 with
 * 0.05; of pairs at the distance usual among photographs of concrete, 0.3, three in a thousand
 * share one. The directions are drawn from a fixed seed: a signature has the same bands everywhere.
 *
 * <p>Immutable and thread-safe.
 */
public final class CandidateBands {
  /** Number of tables. */
  public static final int TABLES = 80;

  /**
   * Greatest distance of a pair. Of 1,500 copies made of photographs of concrete, all but 2 are
   * closer (median 0.01); of unrelated photographs, one pair in 50,000 is.
   */
  public static final double RADIUS = 0.12;

  /** Neighbours within a band that a signature is compared to, so that a crowd costs no square. */
  public static final int WINDOW = 64;

  private static final int PROJECTIONS = 10;
  private static final double CELL = 0.3;
  private static final long SEED = 20040608;

  private final float[][][] directions = new float[TABLES][PROJECTIONS][Signature.LENGTH];
  private final float[][] offsets = new float[TABLES][PROJECTIONS];

  /** The bands of this release. */
  public CandidateBands() {
    for (int table = 0; table < TABLES; table++) {
      Random random = new Random(SEED + table);
      for (int p = 0; p < PROJECTIONS; p++) {
        float[] direction = directions[table][p];
        for (int i = 0; i < direction.length; i++) {
          direction[i] = (float) (random.nextGaussian() / CELL);
        }
        offsets[table][p] = random.nextFloat();
      }
    }
  }

  /**
   * A signature's band in a table.
   *
   * @param table 0 to {@link #TABLES} - 1
   * @param signature as {@link Measurement#signature} gives it, not empty
   */
  public long band(int table, float[] signature) {
    long band = 0;
    for (int p = 0; p < PROJECTIONS; p++) {
      float[] direction = directions[table][p];
      float sum = offsets[table][p];
      for (int i = 0; i < direction.length; i++) {
        sum += direction[i] * signature[i];
      }
      band = mixed(band * 31 + (long) Math.floor(sum));
    }
    return band;
  }

  /** The finalizer of SplitMix64: a bijection, so only equal sums meet. */
  private static long mixed(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  /** Whether two signatures are at most {@link #RADIUS} apart. */
  public static boolean areNear(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum <= RADIUS * RADIUS;
  }
}
