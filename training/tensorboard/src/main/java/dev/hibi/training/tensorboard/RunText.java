package dev.hibi.training.tensorboard;

import dev.hibi.DataSummary;
import dev.hibi.tensorboard.HParams;
import dev.hibi.training.RunSettings;
import dev.hibi.training.RunStart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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
    table.row("measured after each epoch", start.settings().data().measured() + " data");
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

  /** What is trained, validated and tested on: a table in Markdown. */
  static String data(RunSettings.Data data) {
    List<String> header = new ArrayList<>(List.of("", "training", "test"));
    List<DataSummary> all =
        new ArrayList<>(List.of(data.training().summary(), data.test().summary()));
    data.validation()
        .ifPresent(
            validation -> {
              header.add("validation");
              all.add(validation.summary());
            });
    MarkdownTable table = new MarkdownTable(header);
    for (String label : data.labels().names()) {
      row(table, label, all, summary -> count(summary, label));
    }
    row(table, "all samples", all, DataSummary::samples);
    row(table, "left out, unreadable", all, DataSummary::quarantined);
    row(table, "SHA-256", all, DataSummary::sha256);
    return table.toString();
  }

  private static void row(
      MarkdownTable table, String name, List<DataSummary> all, Function<DataSummary, ?> cell) {
    List<Object> cells = new ArrayList<>(List.of(name));
    all.forEach(summary -> cells.add(cell.apply(summary)));
    table.row(cells.toArray());
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
