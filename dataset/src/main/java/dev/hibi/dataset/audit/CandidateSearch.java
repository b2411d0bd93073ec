package dev.hibi.dataset.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Pairs of signatures that lie close together, without comparing all pairs.
 *
 * <p>Locality-sensitive hashing (Datar, Immorlica, Indyk, Mirrokni 2004): each of {@value #TABLES}
 * tables projects the signatures on {@value #PROJECTIONS} random directions, cuts each projection
 * into cells and compares only signatures that share all cells. At the width chosen, a pair at
 * distance 0.06 is missed with a probability of 1e-6, one at 0.08 with 1e-3, one at 0.10 with 0.05;
 * of pairs at the distance usual among photographs of concrete, 0.3, three in a thousand are
 * compared at all. The directions are drawn from a fixed seed.
 */
final class CandidateSearch {
  /**
   * Greatest distance of a pair. Of 1,500 copies made of photographs of concrete, all but 2 are
   * closer (median 0.01); of unrelated photographs, one pair in 50,000 is.
   */
  static final double RADIUS = 0.12;

  private static final int TABLES = 80;
  private static final int PROJECTIONS = 10;
  private static final double CELL = 0.3;
  private static final long SEED = 20040608;

  /** Neighbours within a cell that a signature is compared to, so that a crowd costs no square. */
  private static final int WINDOW = 64;

  /** Pairs that are kept of an image, but for those that join two crowds. */
  private static final int MAX_PARTNERS = 16;

  private final float[][] signatures;
  private final int[] partners;
  private final Set<Long> pairs = new HashSet<>();
  private final Groups crowds;
  private int merged;

  private CandidateSearch(float[][] signatures) {
    this.signatures = signatures;
    this.partners = new int[signatures.length];
    this.crowds = new Groups(signatures.length);
  }

  /**
   * Finds the pairs.
   *
   * @param signatures all of the same length
   * @return first position * 2^32 + second position, first below second, sorted
   */
  static long[] pairs(float[][] signatures, Workers workers) throws IOException {
    CandidateSearch search = new CandidateSearch(signatures);
    List<long[]> found = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      found.add(new long[0]);
    }
    workers.forEach(
        AuditListener.Phase.SEARCH,
        TABLES,
        table -> {
          long[] some = search.table(table);
          synchronized (found) {
            found.set(table, some);
            search.merge(found);
          }
        });
    return search.pairs.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Table by table, so that the limit of partners does not depend on the threads. */
  private void merge(List<long[]> found) {
    while (merged < TABLES && found.get(merged).length > 0) {
      long[] some = found.set(merged++, new long[0]);
      for (int i = 1; i < some.length; i++) {
        int first = (int) (some[i] >>> 32);
        int second = (int) some[i];
        boolean wanted =
            partners[first] < MAX_PARTNERS
                || partners[second] < MAX_PARTNERS
                || crowds.find(first) != crowds.find(second);
        if (wanted && pairs.add(some[i])) {
          crowds.join(first, second);
          partners[first]++;
          partners[second]++;
        }
      }
    }
  }

  /** The close pairs of one table, sorted; before them one element that only says: done. */
  private long[] table(int table) {
    long[] keys = keys(table);
    Integer[] order = new Integer[keys.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> keys[a] != keys[b] ? Long.compare(keys[a], keys[b]) : Integer.compare(a, b));
    long[] close = new long[16];
    int count = 1;
    for (int i = 0; i < order.length; i++) {
      int end = Math.min(order.length, i + 1 + WINDOW);
      for (int j = i + 1; j < end && keys[order[j]] == keys[order[i]]; j++) {
        if (near(signatures[order[i]], signatures[order[j]])) {
          if (count == close.length) {
            close = Arrays.copyOf(close, 2 * count);
          }
          close[count++] = (long) order[i] << 32 | order[j];
        }
      }
    }
    Arrays.sort(close, 1, count);
    return Arrays.copyOf(close, count);
  }

  private long[] keys(int table) {
    Random random = new Random(SEED + table);
    long[] keys = new long[signatures.length];
    float[] direction = new float[Signature.LENGTH];
    for (int p = 0; p < PROJECTIONS; p++) {
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (float) (random.nextGaussian() / CELL);
      }
      float offset = random.nextFloat();
      for (int s = 0; s < keys.length; s++) {
        float sum = offset;
        for (int i = 0; i < direction.length; i++) {
          sum += direction[i] * signatures[s][i];
        }
        keys[s] = mixed(keys[s] * 31 + (long) Math.floor(sum));
      }
    }
    return keys;
  }

  /** The finalizer of SplitMix64: a bijection, so only equal sums meet. */
  private static long mixed(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  private static boolean near(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum <= RADIUS * RADIUS;
  }
}
