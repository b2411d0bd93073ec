package dev.hibi.cli.inspection;

import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.Outputs;
import dev.hibi.cli.option.PrecisionOption;
import dev.hibi.cli.option.ReadingOptions;
import dev.hibi.cli.option.TileOptions;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.inspection.CalibrationScores;
import dev.hibi.inspection.ChosenThreshold;
import dev.hibi.inspection.ChosenThreshold.Targets;
import dev.hibi.inspection.Temperature;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDirectory;
import dev.hibi.training.Evaluator;
import dev.hibi.training.Predictions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi calibrate}. */
@Command(
    name = "calibrate",
    sortOptions = false,
    description =
        "Makes a model ready for a site: by labeled images it finds the threshold that keeps a"
            + " promise there, or trains the head anew; by ordinary ones alone it does what can be"
            + " done without a crack.")
public final class CalibrateCommand implements Callable<Integer> {
  private static final int BATCH_SIZE = 64;
  private static final double FALSE_ALARMS = 0.1; // of ordinary images
  private static final double CONFIDENCE = 0.95;
  private static final double EVEN = 0.5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataSources sources = new DataSources();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description =
          "Labeled images of the site, chosen as later ones will be; none that the model has learned"
              + " from.")
  private List<Path> data = List.of();

  @Option(
      names = "--normal",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description =
          "Instead of --data: ordinary images of the site, none of them cracked; about 20 will do."
              + " The head is trained anew with them as uncracked ones. How many cracks it finds"
              + " they cannot tell.")
  private List<Path> normal = List.of();

  @Option(
      names = "--add-normal",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description =
          "Instead of --data, with a model of mode normal: ordinary images that it took for cracked"
              + " ones. What is new on them joins its bank, so that they raise no alarm any more; the"
              + " threshold stays. Cracks that look like them may be missed.")
  private List<Path> added = List.of();

  @Option(
      names = "--photographs",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description =
          "Instead of --data: labeled whole photographs, each looked through as hibi scan does. The"
              + " threshold is of these: a photograph has a thousand tiles, and at one false alarm in"
              + " a thousand tiles each would raise one.")
  private List<Path> photographs = List.of();

  @Mixin private TileOptions tiles = new TileOptions();

  @Option(
      names = "--refit",
      description =
          "With --data: train the head anew with these images, from 10 of each class on, and find"
              + " no threshold. What it is worth is told by images that were held out.")
  private boolean refit;

  @Option(
      names = "--recall",
      paramLabel = "R",
      description = "Of all cracked photographs at least this share is to raise an alarm, as 0.95.")
  private @Nullable Double recall;

  @Option(
      names = "--false-alarms",
      paramLabel = "F",
      description =
          "Of all uncracked photographs at most this share is to raise an alarm, as 0.05; with"
              + " --recall it is told whether both can hold. With --normal about this share will"
              + " (default there: 0.1).")
  private @Nullable Double falseAlarms;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      description =
          "How sure that is: of 20 sites calibrated so, 19 keep it at 0.95 (default: 0.95).")
  private @Nullable Double confidence;

  @Option(
      names = "--positive",
      paramLabel = "LABEL",
      description =
          "The class that counts as crack (default: what the model says, else the one that is called"
              + " P, Positive, crack, cracks, cracked, \u3072\u3073, \u3072\u3073\u5272\u308c,"
              + " \u3072\u3073\u308f\u308c, \u30d2\u30d3, \u30d2\u30d3\u5272\u308c, \u4e80\u88c2,"
              + " \u304d\u88c2 or \u30af\u30e9\u30c3\u30af, in any case).")
  private @Nullable String positive;

  @Mixin private UnitOptions units = new UnitOptions();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Where to write the model with its threshold; the given one stays as it is.")
  private Path output = Path.of("");

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PrecisionOption precision = new PrecisionOption();

  /** For the command line, which makes it. */
  public CalibrateCommand() {}

  @Override
  public Integer call() throws IOException {
    Inputs.requireNoOption(spec, data);
    Inputs.requireNoOption(spec, normal);
    Inputs.requireNoOption(spec, added);
    Inputs.requireNoOption(spec, photographs);
    checkSources();
    units.check(spec);
    if (!added.isEmpty()) {
      return addNormals();
    }
    if (!photographs.isEmpty()) {
      return ofPhotographs(targets());
    }
    boolean byNormals = !normal.isEmpty();
    Optional<Targets> targets = byNormals || refit ? Optional.empty() : Optional.of(targets());
    Outputs.requireEmpty("output exists", output);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Classifier classifier = precision.load(model, device.select())) {
      String label =
          PositiveClass.of(Optional.ofNullable(positive), classifier, "--positive", spec);
      if (targets.isEmpty()) {
        AddedImages.requireNoBank(classifier, model);
        DataSources.warn(SiteRefit.cautions(classifier), err);
      }
      targets.ifPresent(this::warnOfDoubt);
      Optional<SiteRefit> head =
          targets.isPresent() ? Optional.empty() : Optional.of(SiteRefit.of(model, output, label));
      ZipImageFolder.Builder builder = reading.builder(sources, classifier);
      if (byNormals) {
        OrdinaryImages.label(builder, classifier.labels(), label);
      }
      String name = byNormals ? "normal" : "data";
      try (ZipImageFolder images =
          DataSources.open(name, byNormals ? normal : data, builder, out, err)) {
        reading.writeQuarantine(Map.of(name, images));
        UnitOptions.Named named = units.named(images);
        DataSources.warn(named.cautions(), err);
        if (targets.isPresent()) {
          threshold(classifier, images, named, label, targets.get());
        } else if (byNormals) {
          OrdinaryImages.requireNotCalled(images, label);
          double share = falseAlarms == null ? FALSE_ALARMS : falseAlarms;
          head.orElseThrow().byNormals(classifier, images, named, share, out);
        } else {
          head.orElseThrow().byLabels(classifier, images, named, out);
        }
      }
      out.printf("model     %s%n", output);
    }
    return 0;
  }

  private void warnOfDoubt(Targets targets) {
    if (targets.confidence() < EVEN) {
      DataSources.warn(
          List.of(
              "a promise that is sooner broken than kept: expected a confidence such as 0.95, found %s"
                  .formatted(targets.confidence())),
          spec.commandLine().getErr());
    }
  }

  private int ofPhotographs(Targets targets) throws IOException {
    Outputs.requireEmpty("output exists", output);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    warnOfDoubt(targets);
    try (Classifier classifier = precision.load(model, device.select())) {
      String label =
          PositiveClass.of(Optional.ofNullable(positive), classifier, "--positive", spec);
      ZipImageFolder.Builder builder = reading.builder(sources, classifier);
      try (ZipImageFolder images = DataSources.open("photos", photographs, builder, out, err)) {
        reading.writeQuarantine(Map.of("photographs", images));
        UnitOptions.Named named = units.namedPhotographs(images);
        DataSources.warn(named.cautions(), err);
        new PhotographThreshold(model, output, label, targets)
            .find(classifier, images, named, tiles, out)
            .ifPresent(caution -> DataSources.warn(List.of(caution), err));
      }
      out.printf("model     %s%n", output);
    }
    return 0;
  }

  private int addNormals() throws IOException {
    Outputs.requireEmpty("output exists", output);
    PrintWriter out = spec.commandLine().getOut();
    try (Classifier classifier = precision.load(model, device.select())) {
      AddedImages.requireBank(classifier, model);
      String label =
          PositiveClass.of(Optional.ofNullable(positive), classifier, "--positive", spec);
      ZipImageFolder.Builder builder = reading.builder(sources, classifier);
      OrdinaryImages.label(builder, classifier.labels(), label);
      PrintWriter err = spec.commandLine().getErr();
      try (ZipImageFolder images = DataSources.open("added", added, builder, out, err)) {
        reading.writeQuarantine(Map.of("added", images));
        OrdinaryImages.requireNotCalled(images, label);
        AddedImages.add(classifier, images, model, output, out);
      }
      out.printf("model     %s%n", output);
    }
    return 0;
  }

  private void checkSources() {
    if (!added.isEmpty()) {
      checkAdded();
      return;
    }
    if (data.isEmpty() && normal.isEmpty() && photographs.isEmpty()) {
      throw wrong("Missing required option: '--data=ZIP|DIR' or '--normal=ZIP|DIR'");
    }
    if (!photographs.isEmpty() && (!data.isEmpty() || !normal.isEmpty() || refit)) {
      throw wrong(
          "options exclude each other: expected %s or --photographs, found both"
              .formatted(refit ? "--refit" : data.isEmpty() ? "--normal" : "--data"));
    }
    if (photographs.isEmpty() && tiles.isGiven()) {
      throw wrong(
          "tiles of no photograph: expected --tile and --min-area with --photographs, found --data or"
              + " --normal");
    }
    if (!data.isEmpty() && !normal.isEmpty()) {
      throw wrong("options exclude each other: expected --data or --normal, found both");
    }
    if (!normal.isEmpty() && (refit || recall != null)) {
      throw wrong(
          "ordinary images show no crack: expected --data with %s, found --normal"
              .formatted(refit ? "--refit" : "--recall"));
    }
    if (refit && (recall != null || falseAlarms != null)) {
      throw wrong(
          "a promise needs images that the head was not trained on: expected --refit alone, and %s"
                  .formatted(recall != null ? "--recall" : "--false-alarms")
              + " in a second calibration by others, found both");
    }
    if (confidence != null && (refit || !normal.isEmpty())) {
      throw wrong(
          "nothing is promised by %s: expected --confidence with --data and --recall or --false-alarms, found both"
              .formatted(refit ? "--refit" : "--normal"));
    }
    if (!normal.isEmpty() && falseAlarms != null && !(falseAlarms > 0 && falseAlarms < 1)) {
      throw wrong(
          "bad rate of false alarms: expected a number above 0 and below 1, found %s"
              .formatted(falseAlarms));
    }
  }

  private void checkAdded() {
    if (!data.isEmpty() || !normal.isEmpty() || !photographs.isEmpty()) {
      throw wrong(
          "options exclude each other: expected %s or --add-normal, found both"
              .formatted(
                  !data.isEmpty() ? "--data" : !normal.isEmpty() ? "--normal" : "--photographs"));
    }
    Stream.of(
            refit ? "--refit" : "",
            recall != null ? "--recall" : "",
            falseAlarms != null ? "--false-alarms" : "",
            confidence != null ? "--confidence" : "",
            units.isGiven() ? "what counts as one" : "")
        .filter(option -> !option.isEmpty())
        .findFirst()
        .ifPresent(
            option -> {
              throw wrong(
                  "the threshold stays where patches join the bank: expected --add-normal alone,"
                      + " found "
                      + option);
            });
  }

  /** Finds the threshold that keeps what was asked for. */
  private void threshold(
      Classifier classifier,
      ZipImageFolder images,
      UnitOptions.Named named,
      String label,
      Targets targets)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    LearnedImages learned = LearnedImages.of(model, classifier.description());
    learned.requireOthers(images);
    Predictions predictions =
        Evaluator.evaluate(classifier, images, BATCH_SIZE, LearnedImages.MOST_LOOKED_AT)
            .predictions();
    learned.requireOthers(images, predictions);
    int number = classifier.labels().indexOf(label);
    ChosenThreshold chosen = ChosenThreshold.of(scores(predictions, named, number), targets);
    ModelDirectory.copy(model, output, label, chosen.point().in(classifier.precision().id()));
    print(chosen, label, out);
    DataSources.warn(chosen.caution().stream().toList(), spec.commandLine().getErr());
    print(displayed(predictions, classifier.labels().size(), number), label, out);
  }

  private Targets targets() {
    try {
      return new Targets(
          optional(recall), optional(falseAlarms), confidence == null ? CONFIDENCE : confidence);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static CalibrationScores scores(
      Predictions predictions, UnitOptions.Named named, int positive) {
    CalibrationScores.Builder scores = CalibrationScores.builder(named.unit());
    for (int i = 0; i < predictions.size(); i++) {
      scores.add(
          named.names().get(i),
          predictions.label(i) == positive,
          predictions.probability(i, positive));
    }
    return scores.build();
  }

  private static Temperature.Effect displayed(Predictions predictions, int classes, int positive) {
    float[] logits = new float[predictions.size() * classes];
    int[] labels = new int[predictions.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = predictions.label(i);
      for (int c = 0; c < classes; c++) {
        logits[i * classes + c] = predictions.logit(i, c);
      }
    }
    return Temperature.Effect.of(logits, positive, labels);
  }

  private static void print(ChosenThreshold chosen, String label, PrintWriter out) {
    out.printf(
        "verdict   alarm where the probability of %s is %s or more%n",
        label, chosen.point().threshold());
    NamedLines.print("promise", chosen.words(), out);
  }

  private static void print(Temperature.Effect shown, String label, PrintWriter out) {
    out.printf(
        "shown     probabilities of %s are off by %.1f %% on average, at temperature %.2f by %.1f %%;"
            + " no verdict depends on it%n",
        label,
        100 * shown.before().expectedError(),
        shown.temperature().value(),
        100 * shown.after().expectedError());
    out.printf("          %-14s %22s %22s%n", "shown", "as it is", "at that temperature");
    for (int bin = 0; bin < shown.before().bins().size(); bin++) {
      out.printf(
          "          %3.0f to %3.0f %%   %22s %22s%n",
          100 * shown.before().bins().get(bin).low(),
          100 * shown.before().bins().get(bin).high(),
          Reliability.of(shown.before().bins().get(bin)),
          Reliability.of(shown.after().bins().get(bin)));
    }
  }
}
