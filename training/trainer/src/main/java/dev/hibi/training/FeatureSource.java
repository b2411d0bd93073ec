package dev.hibi.training;

import com.google.gson.Gson;
import dev.hibi.ClassLabels;
import dev.hibi.Preparation;
import dev.hibi.model.network.PooledLayer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the features of a data set follow from: features of an equal source are the same.
 *
 * @param backbone id of the network whose features they are
 * @param features what of it is pooled to features, such as {@code layer3:max,layer4:mean}; of a
 *     frozen prefix {@code map before layer4}, and which view where there are several; and what
 *     images are known by, where that is kept
 * @param weightsSha256 hex digest of the file with its weights
 * @param dataSha256 hex digest of the data set
 * @param dataOrder digest of the order of its samples
 * @param preparation of its images
 * @param labels the classes that its labels number
 * @param precision what they are computed in
 * @param computed where and how, which decides their last bits: the device with which the run
 *     began, of the CPU the number of threads, and that batch normalisation is {@value #FOLDED}
 */
record FeatureSource(
    String backbone,
    String features,
    String weightsSha256,
    String dataSha256,
    String dataOrder,
    Preparation preparation,
    ClassLabels labels,
    String precision,
    String computed) {
  private static final String FOLDED = "folded";

  private static final Gson GSON = new Gson();

  /** Of files from before there was a choice, the mean of layer4. */
  FeatureSource {
    features = Objects.requireNonNullElse(features, PooledLayer.text(PooledLayer.DEFAULT));
  }

  /** Of one of a run's data sets. */
  static FeatureSource of(RunSettings settings, LabeledDataset data, RunSettings.Images of) {
    RunSettings.Network network = settings.network();
    return new FeatureSource(
        network.backbone().id(),
        features(network),
        network.weightsSha256().orElse("none"),
        of.summary().sha256(),
        of.summary().order(),
        of.preparation(),
        data.labels(),
        settings.recipe().precision(),
        computed(settings));
  }

  private static String features(RunSettings.Network network) {
    if (network.normal().isPresent()) {
      NormalOptions normal = network.normal().get();
      return "patches at every %d., ordinary beside %s"
          .formatted(normal.stride(), normal.positive().orElse("what its name tells"));
    }
    return network
        .frozen()
        .map(prefix -> "map before " + prefix.id())
        .orElse(PooledLayer.text(network.features()));
  }

  /** Of one of several views of augmented images. */
  FeatureSource view(int view) {
    return of(features + ", view " + view);
  }

  /** Of more than the head sees. */
  FeatureSource with(List<PooledLayer> known) {
    return of(features + ", known by " + PooledLayer.text(known));
  }

  private FeatureSource of(String others) {
    return new FeatureSource(
        backbone,
        others,
        weightsSha256,
        dataSha256,
        dataOrder,
        preparation,
        labels,
        precision,
        computed);
  }

  /** A run that goes on elsewhere keeps the features that it has. */
  private static String computed(RunSettings settings) {
    RunSettings.Environment now = settings.environment();
    String device = settings.atFirst("device", now.device());
    String threads =
        device.equals("cpu")
            ? ", threads: "
                + settings.atFirst("computeThreads", String.valueOf(now.computeThreads()))
            : "";
    return device + threads + ", " + FOLDED;
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
