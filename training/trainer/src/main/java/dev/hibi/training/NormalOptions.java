package dev.hibi.training;

import dev.hibi.ClassLabels;
import dev.hibi.model.PositiveLabel;
import dev.hibi.model.network.PatchGrid;
import java.util.Optional;

/**
 * How {@link TrainingMode#NORMAL} learns what is ordinary.
 *
 * @param stride from one patch to the next, in pixels of layer2's map, which are 8 of the image's;
 *     at least 1
 * @param bankRows how many patches the model keeps at most, at least 1; never more than a tenth of
 *     those that were seen
 * @param falseAlarms of ordinary images that were held out, the share that may be above the
 *     threshold; above 0, below 1
 * @param percent of an image's patches, those farthest from the bank, whose mean distance is the
 *     image's score, 1 to 100; 0 for the farthest one's, weighted as the paper does
 * @param positive the class that is not ordinary; empty if data and names tell it
 */
public record NormalOptions(
    int stride, int bankRows, double falseAlarms, int percent, Optional<String> positive) {
  /** A crack that passes through a picture passes through about so many of its patches. */
  private static final int QUARTER = 25;

  /** What a run has that is told nothing. */
  public static final NormalOptions DEFAULT = new NormalOptions(2, 1000, 0.01, Optional.empty());

  /** What the class that is not ordinary is called where data and options name none. */
  static final String CRACK = "crack";

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public NormalOptions {
    requireAtLeast1("stride of patches", stride);
    requireAtLeast1("bank", bankRows);
    if (!(falseAlarms > 0 && falseAlarms < 1)) {
      throw new IllegalArgumentException(
          "bad share of false alarms: expected above 0 and below 1, found " + falseAlarms);
    }
    new PatchGrid(stride, bankRows, percent); // checks the percentage
  }

  /** Scored by the farthest quarter of patches. */
  public NormalOptions(int stride, int bankRows, double falseAlarms, Optional<String> positive) {
    this(stride, bankRows, falseAlarms, QUARTER, positive);
  }

  /** The patches, and a bank of as many rows as there may be. */
  PatchGrid grid() {
    return new PatchGrid(stride, bankRows, percent);
  }

  private static void requireAtLeast1(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "bad %s: expected 1 and more, found %d".formatted(name, value));
    }
  }

  /**
   * Which class is which.
   *
   * @param labels of the model, two
   * @param positive number of the one that is not ordinary
   */
  record Classes(ClassLabels labels, int positive) {
    /** The name of the ordinary one. */
    String ordinary() {
      return labels.name(1 - positive);
    }
  }

  /**
   * The classes of a model: those of the training data if there are two, else those of the test
   * data, else the one that there is and another.
   *
   * @throws IllegalArgumentException if there are more, or it cannot be told which is ordinary
   */
  Classes classes(ClassLabels training, ClassLabels test) {
    if (training.size() > 2) {
      throw new IllegalArgumentException(
          "too many classes: expected the ordinary one and at most one other in the training data,"
              + " found "
              + training);
    }
    if (training.size() == 2) {
      return new Classes(training, training.indexOf(positiveOf(training)));
    }
    String ordinary = training.name(0);
    if (positive.isEmpty() && PositiveLabel.isKnown(ordinary)) {
      throw new IllegalArgumentException(
          ("nothing ordinary: expected ordinary images in the training data, found '%s' alone,"
                  + " which is what a crack is called (else say which class is the positive one)")
              .formatted(ordinary));
    }
    if (test.size() == 2 && test.contains(ordinary)) {
      int other = 1 - test.indexOf(ordinary);
      requirePositive(test.name(other), test);
      return new Classes(test, other);
    }
    String other = positive.orElse(CRACK);
    if (other.equals(ordinary)) {
      throw new IllegalArgumentException(
          "nothing ordinary: expected a class beside '%s' in the training data, found none"
              .formatted(other));
    }
    return new Classes(ClassLabels.of(ordinary, other), 1);
  }

  private void requirePositive(String found, ClassLabels labels) {
    if (positive.isPresent() && !positive.get().equals(found)) {
      throw new IllegalArgumentException(
          "another class is not ordinary: expected '%s', found '%s' in %s"
              .formatted(positive.get(), found, labels));
    }
  }

  /**
   * Which of two classes is not ordinary.
   *
   * @throws IllegalArgumentException if that cannot be told
   */
  public String positiveOf(ClassLabels labels) {
    if (positive.isPresent()) {
      if (!labels.contains(positive.get())) {
        throw new IllegalArgumentException(
            "no such class: expected one of %s, found '%s'".formatted(labels, positive.get()));
      }
      return positive.get();
    }
    return PositiveLabel.among(labels)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cannot tell which class is ordinary: expected the name of the other one, or a"
                        + " class such as P, Positive or crack, found "
                        + labels));
  }

  /** As a table shows it. */
  @Override
  public String toString() {
    return "stride %d, bank %d, false alarms %s, score of %s%s"
        .formatted(
            stride,
            bankRows,
            falseAlarms,
            percent > 0 ? percent + " % of patches" : "one patch",
            positive.map(name -> ", positive " + name).orElse(""));
  }
}
