package dev.hibi.cli.inspection;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.hibi.ClassLabels;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.inspection.ClopperPearson;
import dev.hibi.inspection.SiteReport;
import dev.hibi.model.Classifier;
import dev.hibi.model.PositiveLabel;
import dev.hibi.training.Evaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a model would do at a site, and what to do about it. */
public final class SiteOption {
  @Option(
      names = "--site",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description =
          "Images of a site instead of --data: labeled ones, or one folder of ordinary ones. Tells"
              + " what the model would do there, and whether to calibrate it first.")
  private List<Path> site = List.of();

  @Mixin private UnitOptions units = new UnitOptions();

  /** For a command, of which it is a part. */
  public SiteOption() {}

  /** A site, as a model sees it. */
  public record Finding(Evaluation evaluation, boolean isLabeled, SiteReport report) {}

  /** Whether a site is asked about. */
  public boolean isGiven() {
    return !site.isEmpty();
  }

  /** The images. */
  public List<Path> sources() {
    return site;
  }

  /**
   * Refuses options that do not go together.
   *
   * @throws ParameterException if a photograph is spoken of without a site, or by two rules
   */
  public void check(CommandSpec command) {
    units.check(command);
    if (units.isGiven() && site.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "no site: expected --by-photograph and --groups with --site, found none");
    }
  }

  /**
   * Whether images have labels: unless they are all of one class that the model does not know, such
   * as the name of their folder, and that does not call them cracked; or of none.
   *
   * @param sources by which they are opened
   * @throws IOException if some have and others have not
   */
  public boolean isLabeled(DataSources sources, ClassLabels labels) throws IOException {
    try (ZipImageFolder images = open(sources.builder())) {
      ClassLabels found = images.labels();
      if (labels.names().containsAll(found.names())) {
        return true;
      }
      if (found.size() > 1 && PositiveLabel.among(found).isPresent()) {
        return true; // by classes that the model does not have, which is told when they are opened
      }
      boolean oneOther = found.size() == 1 && PositiveLabel.among(found).isEmpty();
      return !oneOther && (sources.tellsLabels() || areCalled(sources, labels, true));
    } catch (MalformedDatasetException e) {
      return sources.tellsLabels() || areCalled(sources, labels, false);
    }
  }

  /**
   * Whether their names call them one of the model's classes.
   *
   * @param ifNone the answer for images that are called nothing known; if something else is wrong
   *     with them, that is told when they are opened
   */
  private boolean areCalled(DataSources sources, ClassLabels labels, boolean ifNone)
      throws IOException {
    ZipImageFolder.Builder any = sources.builder().optLabels(LabelRule.by(image -> "any"));
    try (ZipImageFolder images = open(any)) {
      return OrdinaryImages.areCalled(images, labels) || ifNone;
    } catch (MalformedDatasetException e) {
      return true;
    }
  }

  private ZipImageFolder open(ZipImageFolder.Builder builder) throws IOException {
    site.forEach(builder::addSource);
    return builder.build();
  }

  /**
   * Has all images labeled as uncracked.
   *
   * @throws ParameterException if nobody knows which class is the other one
   */
  public ZipImageFolder.Builder uncracked(
      ZipImageFolder.Builder builder, Classifier classifier, CommandSpec command) {
    String positive = positive(classifier, command);
    return OrdinaryImages.label(builder, classifier.labels(), positive);
  }

  private static String positive(Classifier classifier, CommandSpec command) {
    String option = "a model that was calibrated with --positive";
    return PositiveClass.of(Optional.empty(), classifier, option, command);
  }

  /**
   * Asks the model about each image.
   *
   * @param images of the {@link #sources}
   * @param isLabeled as {@link #isLabeled} tells
   * @throws ParameterException if nobody knows which class counts as crack
   */
  public Finding ask(
      Classifier classifier,
      Path model,
      ZipImageFolder images,
      boolean isLabeled,
      CommandSpec command)
      throws IOException {
    String positive = positive(classifier, command);
    UnitOptions.Named named = units.named(images);
    DataSources.warn(named.cautions(), command.commandLine().getErr());
    if (!isLabeled) {
      OrdinaryImages.requireNotCalled(images, positive);
    }
    SiteData data = SiteData.of(classifier, images, named);
    int number = classifier.labels().indexOf(positive);
    LearnedImages learned = LearnedImages.of(model, classifier.description());
    return new Finding(
        data.evaluation(),
        isLabeled,
        data.report(number, classifier.description(), learned, learned.among(images)));
  }

  /** Prints what is known of the site, and what follows. */
  public static void print(SiteReport report, PrintWriter out) {
    NamedLines.print("there", report.findings(), out);
    NamedLines.print("advice", report.advice(), out);
  }

  /** The same for programs. */
  public static String json(Finding finding) {
    SiteReport report = finding.report();
    JsonObject json = new JsonObject();
    json.addProperty("samples", report.site().count());
    json.addProperty("labeled", finding.isLabeled());
    json.addProperty("unit", report.site().unit().id());
    json.addProperty("units", report.site().unitCount());
    json.addProperty("learned", report.learned());
    if (report.falseAlarms().trials() > 0) {
      json.add("falseAlarms", json(report.falseAlarms()));
    }
    if (report.recall().trials() > 0) {
      json.add("recall", json(report.recall()));
    }
    report.auc().ifPresent(auc -> json.addProperty("auc", auc));
    report.unfamiliar().ifPresent(share -> json.add("unfamiliar", json(share)));
    report.drift().ifPresent(drift -> json.addProperty("drift", drift));
    report.driftByChance().ifPresent(drift -> json.addProperty("driftByChance", drift));
    JsonArray advice = new JsonArray();
    report.advice().forEach(advice::add);
    json.add("advice", advice);
    return JsonOption.GSON.toJson(json);
  }

  private static JsonObject json(ClopperPearson share) {
    JsonObject json = new JsonObject();
    json.addProperty("count", share.hits());
    json.addProperty("of", share.trials());
    json.addProperty("low", share.low());
    json.addProperty("high", share.high());
    return json;
  }
}
