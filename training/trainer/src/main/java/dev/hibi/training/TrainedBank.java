package dev.hibi.training;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * By which images a model tells what it knows: features of those that its head was trained on, as a
 * frozen network has them. Of a network that has learned itself there is none: training on one kind
 * of images lets its features of others fall together with theirs.
 */
final class TrainedBank {
  private TrainedBank() {}

  /**
   * That of a data set; where it knows no group of an image, that is one of its own.
   *
   * @param samples what the head was trained on; of several views the first
   * @param listener warned if there are too few images
   */
  static Optional<NeighbourBank> of(
      Samples samples, LabeledDataset train, long seed, FitListener listener) throws IOException {
    if (samples instanceof ViewedSamples views) {
      return of(views.views().get(0), train, seed, listener);
    }
    if (!(samples instanceof FeatureSamples features)) {
      return Optional.empty();
    }
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
}
