package dev.hibi.dataset.audit;

import java.util.Arrays;

/** A number of each of some images, and the numbers of their classes, side by side. */
final class LabeledValues {
  final double[] values;
  final int[] labels;
  private final int classes;

  /**
   * Takes the arrays as they are.
   *
   * @param values all finite
   * @param labels each 0 to classes - 1
   * @throws IllegalArgumentException if the lengths differ, a value is not finite or a label out of
   *     range
   */
  LabeledValues(double[] values, int[] labels, int classes) {
    this.values = values;
    this.labels = labels;
    this.classes = classes;
    if (values.length != labels.length) {
      throw new IllegalArgumentException(
          "bad number of pictures: expected as many values as labels, found %d values and %d labels"
              .formatted(values.length, labels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "bad label: expected 0 to %d, found %d (picture %d)"
                .formatted(classes - 1, labels[i], i));
      }
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "bad value: expected a finite one, found %s (picture %d)".formatted(values[i], i));
      }
    }
  }

  int size() {
    return values.length;
  }

  int classes() {
    return classes;
  }

  /** How many of each class. */
  int[] counts() {
    int[] counts = new int[classes];
    Arrays.stream(labels).forEach(label -> counts[label]++);
    return counts;
  }

  /** Share of the most frequent class, 0 to 1; 0 of nothing. */
  double majority() {
    return (double) Arrays.stream(counts()).max().orElse(0) / Math.max(1, size());
  }
}
