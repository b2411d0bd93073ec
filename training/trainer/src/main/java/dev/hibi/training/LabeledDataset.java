package dev.hibi.training;

import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.PerEpoch;
import dev.hibi.Preparation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A data set to train or test on, as each of the two things that it is: any DJL data set whose
 * batches are images, float32 (N, 3, H, W), normalised, and labels, int64 (N), indices into the
 * class labels.
 *
 * <p>If the data set is {@link PerEpoch}, each epoch of training asks for its own view of it.
 *
 * @param name {@code training}, {@code test} or {@code validation}, for messages
 * @param dataset not closed here
 * @param images the same object
 */
record LabeledDataset(String name, RandomAccessDataset dataset, LabeledImages images) {
  static final String TRAINING = "training";
  static final String TEST = "test";
  static final String VALIDATION = "validation";

  static <D extends RandomAccessDataset & LabeledImages> LabeledDataset of(String name, D data) {
    return new LabeledDataset(name, data, data);
  }

  ClassLabels labels() {
    return images.labels();
  }

  long size() {
    return images.size();
  }

  boolean isTraining() {
    return name.equals(TRAINING);
  }

  /** The same images as a test sees them; empty if the data set cannot give them so. */
  Optional<LabeledDataset> unaugmented() {
    if (images.preparation().augmentations().isEmpty()) {
      return Optional.of(this);
    }
    return dataset instanceof PerEpoch<?> perEpoch
        ? perEpoch
            .unaugmented()
            .map(view -> new LabeledDataset(name, (RandomAccessDataset) view, images))
        : Optional.empty();
  }

  /** What of it decides a run's numbers. */
  RunSettings.Images settings() throws IOException {
    return new RunSettings.Images(images.summary(), images.preparation());
  }

  /**
   * Checks that this can be trained on.
   *
   * @throws IllegalArgumentException if there are fewer than two classes
   */
  void requireTwoClasses() {
    if (labels().size() < 2) {
      throw new IllegalArgumentException(
          "one class only: expected at least 2 in the training data, found " + labels());
    }
  }

  /**
   * Checks that this can test what was trained on data of other classes.
   *
   * @throws IllegalArgumentException if classes or their order differ
   */
  void requireLabels(ClassLabels trained) {
    List<String> unknown =
        labels().names().stream().filter(name -> !trained.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown class in the %s data: expected those of the training data %s, found %s"
              .formatted(name, trained, unknown));
    }
    if (!labels().equals(trained)) {
      throw new IllegalArgumentException(
          "%s data with other label numbers: expected classes %s, found %s"
              .formatted(name, trained, labels()));
    }
  }

  /**
   * Checks that each sample is of one of the classes.
   *
   * @throws IllegalArgumentException if one has another label; the message names it
   */
  void requireLabelNumbers() {
    for (long i = 0; i < size(); i++) {
      int label = images.label(i);
      if (label < 0 || label >= labels().size()) {
        throw badLabel(images, label, images.name(i));
      }
    }
  }

  static IllegalArgumentException badLabel(LabeledImages images, long label, String name) {
    ClassLabels labels = images.labels();
    return new IllegalArgumentException(
        "label out of range: expected 0 to %d of %s, found %d (%s)"
            .formatted(labels.size() - 1, labels, label, name));
  }

  /**
   * Checks that images were prepared as a model takes them.
   *
   * @throws IllegalArgumentException if size, mean or std differ
   */
  void requireSpec(ImageSpec model) {
    ImageSpec found = images.preparation().imageSpec();
    if (found.size() != model.size()) {
      throw new IllegalArgumentException(
          "%s data of another image size than the model's: expected %d pixels, found %d"
              .formatted(name, model.size(), found.size()));
    }
    if (!found.equals(model)) {
      throw new IllegalArgumentException(
          ("%s data normalised otherwise than the model's: expected mean %s and std %s, found mean"
                  + " %s and std %s")
              .formatted(name, model.mean(), model.std(), found.mean(), found.std()));
    }
  }

  /**
   * Checks that images are seen as they are.
   *
   * @param where what asks for it
   * @throws IllegalArgumentException if there is augmentation
   */
  void requireNoAugmentation(String where) {
    List<Preparation.Augmentation> found = images.preparation().augmentations();
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          "augmented %s data: expected images as they are, found %s (%s)"
              .formatted(
                  name,
                  found.stream()
                      .map(Preparation.Augmentation::name)
                      .collect(Collectors.joining(", ")),
                  where));
    }
  }
}
