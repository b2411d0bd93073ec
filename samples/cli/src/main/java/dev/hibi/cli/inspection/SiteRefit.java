package dev.hibi.cli.inspection;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.hibi.cli.option.Counted;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.inspection.SiteHead;
import dev.hibi.inspection.SiteImages;
import dev.hibi.model.Classifier;
import dev.hibi.model.HeadRefit;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.VerdictRule;
import dev.hibi.training.RunSettings.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trains a model's head anew for a site, and writes the model with it.
 *
 * @param home what the head was trained on
 * @param positive the class that counts as crack
 */
record SiteRefit(Path model, Path output, HomeRows home, String positive) {

  /**
   * For a model.
   *
   * @throws IOException if it keeps no rows that its head was trained on
   */
  static SiteRefit of(Path model, Path output, String positive) throws IOException {
    HomeRows home =
        ModelDirectory.homeRows(model)
            .orElseThrow(
                () ->
                    new IOException(
                        "no rows of its training images: expected home.safetensors in the model, as"
                            + " training in mode features writes it (train again, or resume the"
                            + " finished run), found none (%s)".formatted(model)));
    return new SiteRefit(model, output, home, positive);
  }

  /** A word where the site's features would not be computed as those of its training were. */
  static List<String> cautions(Classifier classifier) {
    String settings = classifier.description().provenance().settings();
    JsonElement home = JsonParser.parseString(settings).getAsJsonObject().get("precision");
    Precision trained = Precision.FLOAT32;
    if (home != null && home.isJsonPrimitive() && home.getAsString().equals(Recipe.BFLOAT16)) {
      trained = Precision.BFLOAT16;
    }
    return trained == classifier.precision()
        ? List.of()
        : List.of(
            "features of another precision than those of the training: expected --precision %s, found %s"
                .formatted(trained, classifier.precision()));
  }

  /** By ordinary images, with the threshold above which about a share of them lies. */
  void byNormals(
      Classifier classifier,
      ZipImageFolder images,
      UnitOptions.Named named,
      double falseAlarms,
      PrintWriter out)
      throws IOException {
    SiteImages normals = others(classifier, images, named);
    SiteHead head = SiteHead.ofNormals(home, normals, classifier.labels().indexOf(positive));
    tellOfPhotographs(classifier, out);
    OperatingPoint point = head.expectedFalseAlarms(falseAlarms).in(classifier.precision().id());
    HeadRefit refit = refit(HeadRefit.Method.NORMAL_IMAGES, images, normals);
    write(images, one -> one.refitted(positive, Optional.of(point), refit), head);
    print(Counted.of(normals.count(), "ordinary image"), point.threshold(), out);
    NamedLines.print("expected", head.words(point), out);
  }

  /** By labelled images of each class, with a threshold of 0.5. */
  void byLabels(
      Classifier classifier, ZipImageFolder images, UnitOptions.Named named, PrintWriter out)
      throws IOException {
    SiteImages labeled = others(classifier, images, named);
    SiteHead head = SiteHead.ofLabels(home, labeled, classifier.labels().indexOf(positive));
    tellOfPhotographs(classifier, out);
    HeadRefit refit = refit(HeadRefit.Method.LABELED_IMAGES, images, labeled);
    write(images, one -> one.refitted(positive, Optional.empty(), refit), head);
    print(Counted.of(labeled.count(), "labeled image"), VerdictRule.EVEN, out);
    NamedLines.print("checked", head.words(), out);
  }

  /** Images that the head has not learned from, so that what it is worth can be told by them. */
  private SiteImages others(Classifier classifier, ZipImageFolder images, UnitOptions.Named named)
      throws IOException {
    LearnedImages learned = LearnedImages.of(model, classifier.description());
    learned.requireOthers(images);
    SiteData data = SiteData.of(classifier, images, named);
    learned.requireOthers(images, data.evaluation().predictions());
    return data.images();
  }

  private void write(ZipImageFolder images, UnaryOperator<ModelDescription> change, SiteHead head)
      throws IOException {
    ModelDirectory.refit(model, output, change, head.head(), LearnedImages.digests(images));
  }

  private static void tellOfPhotographs(Classifier classifier, PrintWriter out) {
    classifier
        .description()
        .scanPoint()
        .ifPresent(
            point ->
                out.printf(
                    "scans     their threshold was of the former head, and is gone: calibrate"
                        + " --photographs --tile %d --min-area %d finds another%n",
                    point.tile(), point.leastArea()));
  }

  private static HeadRefit refit(HeadRefit.Method method, ZipImageFolder images, SiteImages site)
      throws IOException {
    Map<String, Integer> counts = new LinkedHashMap<>(images.counts());
    counts.values().removeIf(count -> count == 0);
    return new HeadRefit(
        method,
        images.fingerprint(),
        counts,
        Math.toIntExact(site.unitCount()),
        site.unit(),
        SiteHead.inverseRegularization());
  }

  private void print(String images, double threshold, PrintWriter out) {
    out.printf(
        "head      trained anew on %s and on %s that stand for the %,d of its training; the network"
            + " stays%n",
        images, Counted.of(home.labels().size(), "row"), home.total());
    out.printf("verdict   alarm where the probability of %s is %s or more%n", positive, threshold);
  }
}
