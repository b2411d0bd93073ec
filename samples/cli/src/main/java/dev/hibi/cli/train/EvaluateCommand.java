package dev.hibi.cli.train;

import dev.hibi.cli.inspection.LearnedImages;
import dev.hibi.cli.inspection.SiteOption;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.FamiliarityOption;
import dev.hibi.cli.option.GroupingRule;
import dev.hibi.cli.option.HtmlOption;
import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.cli.option.PrecisionOption;
import dev.hibi.cli.option.ReadingOptions;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.model.Classifier;
import dev.hibi.report.EvaluationReport;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi evaluate}. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = "Measures a model on labeled images, or tells what it would do at a site.")
public final class EvaluateCommand implements Callable<Integer>, JsonOption.FileAsNextWord {
  private static final int BATCH_SIZE = 64;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataSources sources = new DataSources();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description = "Labeled images: zip archives, folders of images, folders of archives.")
  private List<Path> data = List.of();

  @Mixin private SiteOption site = new SiteOption();

  @Mixin private FamiliarityOption familiarity = new FamiliarityOption();

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private HtmlOption html = new HtmlOption();

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PrecisionOption precision = new PrecisionOption();

  /** For the command line, which makes it. */
  public EvaluateCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter words = json.words(out);
    List<Path> images = site.isGiven() ? site.sources() : data;
    Inputs.requireNoOption(spec, images);
    List<Path> read = Stream.concat(images.stream(), Stream.of(model)).toList();
    Inputs.requireNone(spec, "--json", json.file(), read);
    html.check(spec, read, json.file());
    checkSources();
    try (Classifier classifier = load()) {
      familiarity.requireKnown(classifier, model);
      if (site.isGiven()) {
        askAboutSite(classifier, words, out);
      } else {
        measure(classifier, words, out);
      }
    }
    return 0;
  }

  /** Of a site it is told in any case how many images are unfamiliar, where the model can tell. */
  private Classifier load() throws IOException {
    return precision.load(
        Classifier.loader(model)
            .device(device.select())
            .familiarity(familiarity.isAsked() || site.isGiven()));
  }

  private void checkSources() {
    site.check(spec);
    if (!site.isGiven() && data.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--data=ZIP|DIR' or '--site=ZIP|DIR'");
    }
    if (site.isGiven() && !data.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "options exclude each other: expected --data or --site, found both");
    }
  }

  private void askAboutSite(Classifier classifier, PrintWriter words, PrintWriter out)
      throws IOException {
    boolean labeled = site.isLabeled(sources, classifier.labels());
    ZipImageFolder.Builder builder = reading.builder(sources, classifier);
    if (!labeled) {
      site.uncracked(builder, classifier, spec);
    }
    PrintWriter err = spec.commandLine().getErr();
    try (ZipImageFolder images = DataSources.open("site", site.sources(), builder, words, err)) {
      reading.writeQuarantine(Map.of("site", images));
      SiteOption.Finding found = site.ask(classifier, model, images, labeled, spec);
      if (labeled) {
        Report.evaluation(found.evaluation(), words);
      } else {
        words.println("          without labels: all are taken as uncracked");
        Report.threshold(found.evaluation(), words);
      }
      SiteOption.print(found.report(), words);
      json.write(out, writer -> writer.write(SiteOption.json(found)));
      html.write(
          words,
          to -> {
            EvaluationReport.Builder page = page(classifier, found.evaluation(), images);
            return (labeled ? page.site(found.report()) : page.unlabeledSite(found.report()))
                .language(to)
                .build();
          });
    }
  }

  private void measure(Classifier classifier, PrintWriter words, PrintWriter out)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (ZipImageFolder images =
        DataSources.open("data", data, reading.builder(sources, classifier), words, err)) {
      reading.writeQuarantine(Map.of("data", images));
      DataSources.warn(LearnedImages.of(model, classifier.description()).cautions(images), err);
      Evaluation evaluation = Evaluator.evaluate(classifier, images, BATCH_SIZE);
      Optional<List<String>> groups = GroupingRule.ofManifest(images);
      Report.evaluation(evaluation, groups, words);
      String text = groups.map(evaluation::toJson).orElseGet(evaluation::toJson);
      json.write(out, writer -> writer.write(text));
      html.write(words, to -> page(classifier, evaluation, images).language(to).build());
    }
  }

  /** With heat maps. */
  private EvaluationReport.Builder page(
      Classifier classifier, Evaluation evaluation, ZipImageFolder images) {
    EvaluationReport.Builder page =
        EvaluationReport.builder(classifier.description(), evaluation, images)
            .modelName(model.toString());
    (site.isGiven() ? site.sources() : data).forEach(source -> page.dataName(source.toString()));
    return page.overlay(HeatPicture.by(classifier));
  }
}
