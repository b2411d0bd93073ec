package dev.hibi.dataset.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pairs of signatures that lie close together, without comparing all pairs.
 *
 * <p>Only those are compared that share one of their {@linkplain CandidateBands bands}.
 */
final class CandidateSearch {
  /** Pairs that are kept of an image, but for those that join two crowds. */
  private static final int MAX_PARTNERS = 16;

  private static final CandidateBands BANDS = new CandidateBands();

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
    for (int i = 0; i < CandidateBands.TABLES; i++) {
      found.add(new long[0]);
    }
    workers.forEach(
        AuditListener.Phase.SEARCH,
        CandidateBands.TABLES,
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
    while (merged < CandidateBands.TABLES && found.get(merged).length > 0) {
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
      int end = Math.min(order.length, i + 1 + CandidateBands.WINDOW);
      for (int j = i + 1; j < end && keys[order[j]] == keys[order[i]]; j++) {
        if (CandidateBands.areNear(signatures[order[i]], signatures[order[j]])) {
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
    return Arrays.stream(signatures).mapToLong(signature -> BANDS.band(table, signature)).toArray();
  }
}
