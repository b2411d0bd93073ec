package dev.hibi.training;

import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.PerEpoch;
import java.util.List;

/**
 * A data set to train or test on: any DJL data set whose batches are images, float32 (N, 3, H, W),
 * normalised, and labels, int64 (N), indices into the class labels.
 *
 * <p>If the data set is {@link PerEpoch}, each epoch of training asks for its own view of it.
 *
 * @param dataset not closed here
 * @param labels the classes in the order of the labels' numbers
 * @param summary what it holds
 */
public record LabeledData(RandomAccessDataset dataset, ClassLabels labels, DataSummary summary) {

  /** Number of samples. */
  public long size() {
    return dataset.size();
  }

  /**
   * Checks that this can be trained on.
   *
   * @throws IllegalArgumentException if there are fewer than two classes
   */
  void requireTwoClasses() {
    if (labels.size() < 2) {
      throw new IllegalArgumentException(
          "one class only: expected at least 2 in the training data, found " + labels);
    }
  }

  /**
   * Checks that data of these classes can test what was trained on others.
   *
   * @throws IllegalArgumentException if classes or their order differ
   */
  static void requireLabels(ClassLabels labels, ClassLabels trained) {
    List<String> unknown = labels.names().stream().filter(name -> !trained.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown class in the test data: expected those of the training data %s, found %s"
              .formatted(trained, unknown));
    }
    if (!labels.equals(trained)) {
      throw new IllegalArgumentException(
          "test data with other label numbers: expected classes %s, found %s"
              .formatted(trained, labels));
    }
  }
}
