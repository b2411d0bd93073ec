package dev.hibi.cli.inspection;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.model.BankAddition;
import dev.hibi.model.HeadRefit;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.training.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Images that a model has learned from: they tell nothing of what it does elsewhere. */
final class LearnedImages {
  /** Of how many images, evenly spread, it is looked whether they are such. */
  static final int MOST_LOOKED_AT = 2_000;

  private LearnedImages() {}

  /** Of the data sets, each as a whole, that a model says it has learned from. */
  static Set<String> digests(ModelDescription model) {
    Provenance provenance = model.provenance();
    Set<String> digests = new HashSet<>();
    JsonObject settings = JsonParser.parseString(provenance.settings()).getAsJsonObject();
    if (settings.get("trainingData") instanceof JsonObject data) {
      JsonElement sha256 = data.get("sha256");
      if (sha256 != null && sha256.isJsonPrimitive()) {
        digests.add(sha256.getAsString());
      }
    }
    provenance.refit().map(HeadRefit::data).ifPresent(digests::add);
    provenance.added().stream().map(BankAddition::data).forEach(digests::add);
    return digests;
  }

  /**
   * Refuses the very data set that a model has learned from.
   *
   * @param digest of the images
   * @throws IOException if it is
   */
  static void requireOthers(ModelDescription model, String digest) throws IOException {
    if (digests(model).contains(digest)) {
      throw new IOException(
          "images that the model has learned from tell nothing of others: expected others, found all"
              + " of these among them");
    }
  }

  /**
   * Refuses images that a model has learned from, as far as its rows of home tell.
   *
   * @param predictions with features of some of the images
   * @throws IOException if there are such; it names the first
   */
  static void requireOthers(Path model, ZipImageFolder images, Predictions predictions)
      throws IOException {
    Optional<HomeRows> home = ModelDirectory.homeRows(model);
    if (home.isEmpty()) {
      return;
    }
    Map<Integer, float[]> features = new TreeMap<>(predictions.features());
    List<Integer> numbers = List.copyOf(features.keySet());
    int[] learned = home.get().knownAmong(rows(features));
    if (learned.length > 0) {
      throw new IOException(
          "images that the model has learned from tell nothing of others: expected others, found %d"
                  .formatted(learned.length)
              + " of %d among them (the first: %s)"
                  .formatted(numbers.size(), images.name(numbers.get(learned[0]))));
    }
  }

  /** Rows in the order of the map. */
  static FeatureRows rows(Map<Integer, float[]> features) {
    int width = features.values().iterator().next().length;
    float[] values = new float[Math.multiplyExact(features.size(), width)];
    int at = 0;
    for (float[] row : features.values()) {
      System.arraycopy(row, 0, values, at, width);
      at += width;
    }
    return FeatureRows.of(values, width);
  }
}
