package dev.hibi.cli;

import dev.hibi.WholeFiles;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.model.Classifier;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hibi evaluate}. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = "Measures a model on labelled images.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int BATCH_SIZE = 64;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataSources sources = new DataSources();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "ZIP|DIR",
      required = true,
      arity = "1..*",
      description = "Labelled images: zip archives, folders of images, folders of archives.")
  private List<Path> data = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there as well.")
  private @Nullable Path json;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private DeviceOption device = new DeviceOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (Classifier classifier = Classifier.load(model, device.select());
        ZipImageFolder images = DataSources.open("data", data, builder(classifier), out)) {
      reading.writeQuarantine(Map.of("data", images));
      Evaluation evaluation = Evaluator.evaluate(classifier, images, images.labels(), BATCH_SIZE);
      Report.evaluation(evaluation, out);
      if (json != null) {
        WholeFiles.writeFile(json, WholeFiles.text(Report.json(evaluation) + "\n"));
      }
    }
    return 0;
  }

  private ZipImageFolder.Builder builder(Classifier classifier) {
    ZipImageFolder.Builder builder =
        sources
            .builder()
            .optClassLabels(classifier.labels())
            .optPreprocessing(new EvaluationPreprocessing(classifier.imageSpec()));
    reading.apply(builder);
    return builder;
  }
}
