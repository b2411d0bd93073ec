package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.ImageBank;
import dev.hibi.model.ImageDigests;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.NeighbourBank;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model keeps of the images that its head was trained on: features, as a frozen network has
 * them, by which it tells what it knows, and by which its head can be trained anew at a site. What
 * a network that has learned itself knows, {@link FrozenBank} tells.
 *
 * @param networks of the run
 * @param train the images
 * @param listener warned if there are too few
 */
record TrainedRows(RunNetworks networks, LabeledDataset train, FitListener listener) {

  /**
   * Of samples.
   *
   * @param samples what the head was trained on
   */
  ModelDirectory.Kept of(Samples samples) throws IOException {
    return samples instanceof FeatureSamples features
        ? new ModelDirectory.Kept(known(features), home(features), ImageDigests.NONE)
        : ModelDirectory.Kept.NOTHING;
  }

  private long seed() {
    return networks.config().seed();
  }

  private Optional<ImageBank> known(FeatureSamples features) throws IOException {
    int[] drawn = NeighbourBank.draw(features.count(), seed());
    return bank(drawn, features.known(drawn), features.knownWidth())
        .map(bank -> new ImageBank(networks.known(), bank));
  }

  /**
   * Of images of which the features are known. Where the data know no group of one, that is one of
   * its own.
   *
   * @param drawn which they are, as {@link NeighbourBank#draw} says
   * @param values of these, in their order, row by row
   * @param width features of each
   * @return empty, with a warning, if they are too few
   */
  Optional<NeighbourBank> bank(int[] drawn, float[] values, int width) throws IOException {
    List<Object> groups = new ArrayList<>();
    for (long sample : drawn) {
      groups.add(train.images().group(sample).<Object>map(name -> name).orElse(sample));
    }
    try (NDManager manager = NDManager.newBaseManager(networks.device())) {
      FeatureRows rows = FeatureRows.of(values, width);
      return Optional.of(NeighbourBank.of(rows, groups, seed(), unit -> products(unit, manager)));
    } catch (IllegalArgumentException e) { // a model is worth more than its bank
      cannotTell(e.getMessage());
      return Optional.empty();
    }
  }

  /** Warns that there is no bank. */
  void cannotTell(@Nullable String why) throws IOException {
    listener.onWarning("the model cannot tell which images it knows: " + why);
  }

  /** Of the engine, which is some ten times as fast as Java. */
  private static NeighbourBank.RowProducts products(FeatureRows rows, NDManager manager) {
    NDArray all = manager.create(rows.values(), new Shape(rows.count(), rows.width()));
    NDArray columns = all.transpose(); // (width, N)
    return (first, count) -> {
      try (NDArray some = all.get(new NDIndex().addSliceDim(first, first + count));
          NDArray block = some.matMul(columns)) { // (count, N)
        return block.toFloatArray();
      }
    };
  }

  private Optional<HomeRows> home(FeatureSamples features) throws IOException {
    int[] labels = features.labels();
    int classes = train.labels().size();
    int[] drawn = HomeRows.draw(labels, classes, seed());
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
