package dev.hibi.model.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Some of the rows that a head was trained on, for training it again where there are others: a few
 * stand for all of their class.
 *
 * <p>Thread-safe as long as nobody writes to the array of the rows.
 *
 * @param rows a row an image, as the head sees it
 * @param labels of each row, its class's number
 * @param counts of each class, how many images the head was trained on
 */
public record HomeRows(FeatureRows rows, List<Integer> labels, List<Long> counts) {
  /** How many rows there are at most. */
  public static final int MOST_ROWS = 1_000;

  /**
   * How far two answers to one image may lie apart, of the distance that neighbouring images
   * usually have: in different precisions they do by .05 of it, and different photographs of one
   * kind of concrete by .5 and more.
   */
  private static final double SAME = 0.1;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if they do not fit together, a class has no row, or more rows
   *     than images
   */
  public HomeRows {
    labels = List.copyOf(labels);
    counts = List.copyOf(counts);
    if (labels.size() != rows.count() || rows.count() > MOST_ROWS) {
      throw new IllegalArgumentException(
          "bad home rows: expected at most %d with a label each, found %d rows and %d labels"
              .formatted(MOST_ROWS, rows.count(), labels.size()));
    }
    long[] found = new long[counts.size()];
    for (int label : labels) {
      if (label < 0 || label >= found.length) {
        throw new IllegalArgumentException(
            "bad home rows: expected labels of 0 to %d, found %d"
                .formatted(found.length - 1, label));
      }
      found[label]++;
    }
    for (int c = 0; c < found.length; c++) {
      if (found[c] == 0 || found[c] > counts.get(c)) {
        throw new IllegalArgumentException(
            "bad home rows: expected 1 to %d of a class, found %d (class %d)"
                .formatted(counts.get(c), found[c], c));
      }
    }
  }

  /**
   * Which rows to take of all: as many of each class as of any other, or all of a class that has
   * fewer; within a class they are drawn.
   *
   * @param labels of all rows, class numbers
   * @param classes how many there are
   * @return in ascending order
   */
  public static int[] draw(int[] labels, int classes, long seed) {
    int[][] ofClass = new int[classes][];
    for (int c = 0; c < classes; c++) {
      int label = c;
      ofClass[c] = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
    }
    Arrays.sort(ofClass, (one, other) -> Integer.compare(one.length, other.length)); // stable
    SplittableRandom random = new SplittableRandom(seed);
    IntStream drawn = IntStream.empty();
    int left = MOST_ROWS;
    for (int c = 0; c < classes; c++) {
      int count = Math.min(ofClass[c].length, left / (classes - c));
      drawn = IntStream.concat(drawn, Arrays.stream(FeatureRows.draw(ofClass[c], count, random)));
      left -= count;
    }
    return drawn.sorted().toArray();
  }

  /**
   * Which of other rows are of images that the head was trained on, as far as these rows tell: in
   * the same precision all that have a row here, in another one most.
   *
   * @param others what the head sees of images
   * @return in ascending order
   * @throws IllegalArgumentException if they have another width
   */
  public int[] knownAmong(FeatureRows others) {
    NearestRows search = new NearestRows(rows);
    if (search.count() < 2) {
      return new int[0];
    }
    double[] usual =
        Arrays.stream(search.nearest(rows, 1, point -> row -> row == point))
            .mapToDouble(near -> near.distance(0))
            .sorted()
            .toArray();
    double limit = SAME * usual[usual.length / 2];
    NearestRows.Near[] near = search.nearest(others, 1, NearestRows.Exclusion.NONE);
    return IntStream.range(0, near.length).filter(i -> near[i].distance(0) < limit).toArray();
  }

  /** How many classes there are. */
  public int classes() {
    return counts.size();
  }

  /** How many images the head was trained on. */
  public long total() {
    return counts.stream().mapToLong(count -> count).sum();
  }

  /** How much each row counts, so that those of a class count as much as all its images. */
  public double[] weights() {
    long[] found = new long[classes()];
    labels.forEach(label -> found[label]++);
    return labels.stream()
        .mapToDouble(label -> (double) counts.get(label) / found[label])
        .toArray();
  }
}
