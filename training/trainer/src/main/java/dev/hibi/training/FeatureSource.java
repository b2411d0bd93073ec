package dev.hibi.training;

import com.google.gson.Gson;
import dev.hibi.ClassLabels;
import dev.hibi.Preparation;
import java.util.Optional;

/**
 * What the features of a data set follow from: features of an equal source are the same.
 *
 * @param backbone id of the network whose features they are
 * @param weightsSha256 hex digest of the file with its weights
 * @param dataSha256 hex digest of the data set
 * @param preparation of its images
 * @param labels the classes that its labels number
 */
record FeatureSource(
    String backbone,
    String weightsSha256,
    String dataSha256,
    Preparation preparation,
    ClassLabels labels) {
  private static final Gson GSON = new Gson();

  /** Of one of a run's data sets. */
  static FeatureSource of(RunSettings.Network network, LabeledDataset data, RunSettings.Images of) {
    return new FeatureSource(
        network.backbone().id(),
        network.weightsSha256().orElse("none"),
        of.summary().sha256(),
        of.preparation(),
        data.labels());
  }

  String toJson() {
    return GSON.toJson(this);
  }

  /** What {@link #toJson} wrote; empty if it was written by something else. */
  static Optional<FeatureSource> fromJson(String json) {
    try {
      return Optional.ofNullable(GSON.fromJson(json, FeatureSource.class));
    } catch (RuntimeException e) { // no JSON, or values that a constructor refuses
      return Optional.empty();
    }
  }
}
