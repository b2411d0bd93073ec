package dev.hibi.training;

import dev.hibi.model.ModelDirectory;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.NeighbourBank;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a model keeps of the images that its head was trained on: features, as a frozen network has
 * them, by which it tells what it knows, and by which its head can be trained anew at a site. Of a
 * network that has learned itself there is none: training on one kind of images lets its features
 * of others fall together with theirs.
 *
 * @param train the images
 * @param seed of what is drawn of them
 * @param listener warned if there are too few
 */
record TrainedRows(LabeledDataset train, long seed, FitListener listener) {

  /**
   * Of samples.
   *
   * @param samples what the head was trained on; of several views the first
   */
  ModelDirectory.Kept of(Samples samples) throws IOException {
    if (samples instanceof ViewedSamples views) {
      return of(views.views().get(0));
    }
    return samples instanceof FeatureSamples features
        ? new ModelDirectory.Kept(bank(features), home(features))
        : ModelDirectory.Kept.NOTHING;
  }

  /** Where the data know no group of an image, that is one of its own. */
  private Optional<NeighbourBank> bank(FeatureSamples features) throws IOException {
    int[] drawn = NeighbourBank.draw(Math.toIntExact(features.size()), seed);
    List<Object> groups = new ArrayList<>();
    for (long sample : drawn) {
      groups.add(train.images().group(sample).<Object>map(name -> name).orElse(sample));
    }
    try {
      FeatureRows rows = FeatureRows.of(features.rows(drawn), features.width());
      return Optional.of(NeighbourBank.of(rows, groups, seed));
    } catch (IllegalArgumentException e) { // a model is worth more than its bank
      listener.onWarning("the model cannot tell which images it knows: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<HomeRows> home(FeatureSamples features) throws IOException {
    int[] labels = features.labels();
    int classes = train.labels().size();
    int[] drawn = HomeRows.draw(labels, classes, seed);
    Long[] counts = new Long[classes];
    Arrays.setAll(counts, c -> Arrays.stream(labels).filter(label -> label == c).count());
    try {
      return Optional.of(
          new HomeRows(
              FeatureRows.of(features.rows(drawn), features.width()),
              Arrays.stream(drawn).mapToObj(row -> labels[row]).toList(),
              List.of(counts)));
    } catch (IllegalArgumentException e) { // as above
      listener.onWarning("the model's head cannot be trained anew at a site: " + e.getMessage());
      return Optional.empty();
    }
  }
}
