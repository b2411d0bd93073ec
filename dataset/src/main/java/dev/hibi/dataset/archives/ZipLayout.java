package dev.hibi.dataset.archives;

import java.util.Arrays;

/** Where an archive's entries begin and end at least, to see that none lies in another. */
final class ZipLayout {
  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private int size;
  private boolean ascending = true;

  void add(ZipDirectory entry) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size + (size >> 1));
      ends = Arrays.copyOf(ends, starts.length);
    }
    starts[size] = entry.offset();
    ends[size] =
        entry.offset() + ZipDirectory.LOCAL_BYTES + entry.name().length + entry.compressed();
    ascending = ascending && (size == 0 || starts[size] >= ends[size - 1]);
    size++;
  }

  /**
   * Refuses entries that share bytes: a few kilobytes could be read as petabytes.
   *
   * @throws MalformedDatasetException if two overlap
   */
  void checkDisjoint(String archive) throws MalformedDatasetException {
    if (ascending) {
      return;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(starts[a], starts[b]));
    for (int i = 1; i < size; i++) {
      if (starts[order[i]] < ends[order[i - 1]]) {
        throw new MalformedDatasetException(
            "bad zip: expected entries apart, found entry %d from %d and entry %d from %d to %d"
                .formatted(
                    order[i],
                    starts[order[i]],
                    order[i - 1],
                    starts[order[i - 1]],
                    ends[order[i - 1]]),
            archive);
      }
    }
  }
}
