package dev.hibi.training.tensorboard;

import dev.hibi.DataSummary;
import dev.hibi.tensorboard.HParams;
import dev.hibi.training.RunSettings;
import dev.hibi.training.RunStart;
import java.util.List;

/** What is known of a run before it begins, as TensorBoard shows it. */
final class RunText {
  /** Up to which every whole number is a double of its own. */
  private static final long EXACT = 1L << 53;

  /**
   * Named, since otherwise TensorBoard takes all curves for metrics, and shows no values if its log
   * directory is the run itself. All runs have the same settings, which is what naming asks for.
   */
  private static final List<String> METRICS = List.of("accuracy", "loss_valid", "loss_train");

  private RunText() {}

  /** Settings, device, versions and what of them has changed: a table in Markdown. */
  static String settings(RunStart start) {
    RunSettings.Environment environment = start.settings().environment();
    MarkdownTable table = new MarkdownTable("setting", "value");
    start.settings().byName().forEach(table::row);
    table.row("device", environment.device());
    table.row("computeThreads", environment.computeThreads());
    table.row("started", start.started());
    environment.versions().forEach(table::row);
    for (RunSettings.Change change : start.settings().changes()) {
      table.row(
          "changed at step " + change.step(),
          "%s: %s, then %s".formatted(change.name(), change.from(), change.to()));
    }
    return table.toString();
  }

  /** What is trained and tested on: a table in Markdown. */
  static String data(RunSettings.Data data) {
    DataSummary train = data.training().summary();
    DataSummary test = data.test().summary();
    MarkdownTable table = new MarkdownTable("", "training", "test");
    for (String label : data.labels().names()) {
      table.row(label, count(train, label), count(test, label));
    }
    return table
        .row("all samples", train.samples(), test.samples())
        .row("left out, unreadable", train.quarantined(), test.quarantined())
        .row("SHA-256", train.sha256(), test.sha256())
        .toString();
  }

  private static int count(DataSummary data, String label) {
    return data.countPerClass().getOrDefault(label, 0);
  }

  /** The settings as hyperparameters: numbers as numbers, switches as switches. */
  static HParams hparams(RunSettings settings) {
    HParams.Builder hparams = HParams.builder();
    settings
        .byName()
        .forEach(
            (name, value) -> {
              if (value instanceof Boolean on) {
                hparams.put(name, on);
              } else if (value instanceof Number number && isExact(number)) {
                hparams.put(name, number.doubleValue());
              } else {
                hparams.put(name, value.toString());
              }
            });
    METRICS.forEach(hparams::metric);
    return hparams.build();
  }

  /** Of a seed each digit counts. */
  private static boolean isExact(Number number) {
    return !(number instanceof Long whole) || (whole >= -EXACT && whole <= EXACT);
  }
}
