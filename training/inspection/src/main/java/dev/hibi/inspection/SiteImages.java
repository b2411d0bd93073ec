package dev.hibi.inspection;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.List;

/**
 * Images of a site, as a model's head sees them.
 *
 * <p>Thread-safe as long as nobody writes to the array of the features.
 *
 * @param features a row an image
 * @param labels of each image, its class's number, by a person
 * @param units of each image, the name of the photograph or group that it belongs to
 * @param unit what these are
 */
public record SiteImages(
    FeatureRows features, List<Integer> labels, List<String> units, Unit unit) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no image, or there are not as many labels and
   *     names of units as images
   */
  public SiteImages {
    labels = List.copyOf(labels);
    units = List.copyOf(units);
    if (features.count() == 0
        || labels.size() != features.count()
        || units.size() != features.count()) {
      throw new IllegalArgumentException(
          "images do not fit: expected at least one, with a label and a unit each, found %d, %d labels and %d units"
              .formatted(features.count(), labels.size(), units.size()));
    }
  }

  /** How many images there are. */
  public int count() {
    return labels.size();
  }

  /** How many images of a class there are. */
  long count(int label) {
    return labels.stream().filter(one -> one == label).count();
  }

  /** How many units there are. */
  public long unitCount() {
    return units.stream().distinct().count();
  }

  /**
   * Scores of the images, unit by unit.
   *
   * @param scores one an image
   * @param positive number of the class that counts as crack
   */
  CalibrationScores scored(double[] scores, int positive) {
    CalibrationScores.Builder scored = CalibrationScores.builder(unit);
    for (int i = 0; i < scores.length; i++) {
      scored.add(units.get(i), labels.get(i) == positive, scores[i]);
    }
    return scored.build();
  }

  /** Whether each is of a class. */
  boolean[] areOf(int label) {
    boolean[] are = new boolean[count()];
    for (int i = 0; i < are.length; i++) {
      are[i] = labels.get(i) == label;
    }
    return are;
  }
}
