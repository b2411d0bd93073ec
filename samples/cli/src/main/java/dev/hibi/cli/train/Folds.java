package dev.hibi.cli.train;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.Counted;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.training.CrossValidation;
import dev.hibi.training.Interval;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Cross-validation: a run for each fold in {@code fold-1} and so on, and what they come to. */
final class Folds {
  private final Session session;
  private final DivisibleImages images;
  private final Validation validation;
  private final long seed;

  /**
   * Folds of some images.
   *
   * @param session of the output that all of them lie in
   * @param validation what each run has for it
   */
  Folds(Session session, DivisibleImages images, Validation validation, long seed) {
    this.session = session;
    this.images = images;
    this.validation = validation;
    this.seed = seed;
  }

  /** Gives the images that a run is validated on, of those that it has. */
  @FunctionalInterface
  interface Validation {
    RunImages of(DivisibleImages train, ZipImageFolder test) throws IOException;
  }

  void run(int count, PrintWriter out, PrintWriter err) throws IOException {
    List<CrossValidation.Fold> folds = new ArrayList<>();
    List<DivisibleImages.Parts> all = images.folds(count, seed);
    for (DivisibleImages.Parts parts : all) {
      String name = "fold-" + (folds.size() + 1);
      out.printf(
          "%n%-9s of %d: trained on %s, tested on %,d%n",
          name,
          count,
          Counted.of(parts.larger().plain().size(), "image"),
          parts.smaller().plain().size());
      RunImages data = validation.of(parts.larger(), parts.smaller().plain());
      TrainingResult result = session.within(name).train(data, out, err);
      Report.evaluation(result.evaluation(), out);
      folds.add(
          new CrossValidation.Fold(
              result.evaluation(), result.selectedEpoch(), parts.smaller().groups()));
    }
    CrossValidation sum = new CrossValidation(folds);
    Path file = session.output().resolve("folds.json");
    WholeFiles.writeFile(file, WholeFiles.text(sum.toJson() + "\n"));
    print(sum, out);
    out.printf("written   %s%n", file);
  }

  private static void print(CrossValidation sum, PrintWriter out) {
    out.println();
    for (int i = 0; i < sum.folds().size(); i++) {
      CrossValidation.Fold fold = sum.folds().get(i);
      out.printf(
          "fold %-4d accuracy %.2f %% (%s of %,d), epoch %d%n",
          i + 1,
          100 * fold.evaluation().accuracy(),
          Counted.of(fold.evaluation().errors(), "error"),
          fold.evaluation().samples(),
          fold.selectedEpoch());
    }
    Interval interval = sum.accuracyInterval();
    out.printf(
        "folds     mean accuracy %.2f %%, standard deviation %.2f %%%n",
        100 * sum.meanAccuracy(), 100 * sum.standardDeviation());
    out.printf(
        "together  accuracy %.2f %% (%s of %,d), 95 %% interval %.2f to %.2f %% (bootstrap of %,d"
            + " groups)%n",
        100 * sum.accuracy(),
        Counted.of(sum.errors(), "error"),
        sum.samples(),
        100 * interval.low(),
        100 * interval.high(),
        sum.groups());
  }
}
