package dev.hibi.cli.inspection;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.SampleIdentity;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.model.BankAddition;
import dev.hibi.model.HeadRefit;
import dev.hibi.model.ImageDigests;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.training.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Images that a model has learned from: they tell nothing of what it does elsewhere.
 *
 * @param whole digests of the data sets, each as a whole
 * @param files which they are, each
 * @param home some of them as the head sees them, which are known in whatever file they are
 */
public record LearnedImages(Set<String> whole, ImageDigests files, Optional<HomeRows> home) {
  /** Of how many images, evenly spread, it is looked whether they are such, whatever their file. */
  static final int MOST_LOOKED_AT = 2_000;

  /** How many are named. */
  private static final int NAMED = 20;

  /**
   * Of a model.
   *
   * @param model its folder
   * @throws IOException if what it keeps of them is not what it says
   */
  public static LearnedImages of(Path model, ModelDescription described) throws IOException {
    return new LearnedImages(
        whole(described), ModelDirectory.learned(model), ModelDirectory.homeRows(model));
  }

  private static Set<String> whole(ModelDescription model) {
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

  /** Of images that a model learns from now. */
  static ImageDigests digests(ZipImageFolder images) throws IOException {
    List<SampleIdentity> samples = new ArrayList<>();
    for (long i = 0; i < images.size(); i++) {
      images.identity(i).ifPresent(samples::add);
    }
    return ImageDigests.of(samples);
  }

  /** Which of some images are such, by their files: their numbers. */
  SortedSet<Integer> among(ZipImageFolder images) throws IOException {
    SortedSet<Integer> found = new TreeSet<>();
    boolean all = !whole.isEmpty() && whole.contains(images.fingerprint());
    for (int i = 0; i < images.size(); i++) {
      if (all || (files.count() > 0 && images.identity(i).filter(files::contains).isPresent())) {
        found.add(i);
      }
    }
    return found;
  }

  /** A word for who measures the model by some of these; none if there are none. */
  public List<String> cautions(ZipImageFolder images) throws IOException {
    int count = among(images).size();
    return count == 0
        ? List.of()
        : List.of(
            "%,d of %,d images are among those that the model learned from: what it does with them tells nothing of others"
                .formatted(count, images.size()));
  }

  /**
   * Refuses images of which some are such, by their files.
   *
   * @throws IOException if there are such; it names them
   */
  void requireOthers(ZipImageFolder images) throws IOException {
    require(images, among(images), images.size());
  }

  /**
   * Refuses images that are such in other files, as far as rows of home tell.
   *
   * @param predictions with features of some of the images
   * @throws IOException if there are such; it names them
   */
  void requireOthers(ZipImageFolder images, Predictions predictions) throws IOException {
    if (home.isEmpty()) {
      return;
    }
    Map<Integer, float[]> features = new TreeMap<>(predictions.features());
    List<Integer> numbers = List.copyOf(features.keySet());
    SortedSet<Integer> found = new TreeSet<>();
    for (int row : home.get().knownAmong(rows(features))) {
      found.add(numbers.get(row));
    }
    require(images, found, numbers.size());
  }

  private static void require(ZipImageFolder images, SortedSet<Integer> found, long of)
      throws IOException {
    if (!found.isEmpty()) {
      throw new IOException(
          "images that the model has learned from tell nothing of others: expected others, found "
              + (found.size() == of
                  ? "all of these among them"
                  : "%,d of %,d among them (%s)"
                      .formatted(found.size(), of, names(images, found))));
    }
  }

  private static String names(ZipImageFolder images, SortedSet<Integer> found) {
    String names = found.stream().limit(NAMED).map(images::name).collect(Collectors.joining(", "));
    int more = found.size() - NAMED;
    return more > 0 ? "%s and %,d others".formatted(names, more) : names;
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
