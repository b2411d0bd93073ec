package dev.hibi.training.tensorboard;

import dev.hibi.DataSummary;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.Provenance;
import dev.hibi.tensorboard.HParams;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What is known of a run before it begins, as TensorBoard shows it. */
final class RunText {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d+)?(E-?\\d{1,3})?");

  /**
   * Named, since otherwise TensorBoard takes all curves for metrics, and shows no values if its log
   * directory is the run itself. All runs have the same settings, which is what naming asks for.
   */
  private static final List<String> METRICS = List.of("accuracy", "loss_valid", "loss_train");

  private RunText() {}

  /** Settings, device and versions: a table in Markdown. */
  static String settings(Provenance provenance) {
    MarkdownTable table = new MarkdownTable("setting", "value");
    provenance.configuration().forEach(table::row);
    table.row("device", provenance.device());
    table.row("started", provenance.started());
    provenance.versions().forEach(table::row);
    return table.toString();
  }

  /** What is trained and tested on: a table in Markdown. */
  static String data(ModelDescription model) {
    DataSummary train = model.provenance().trainingData();
    DataSummary test = model.provenance().testData();
    MarkdownTable table = new MarkdownTable("", "training", "test");
    for (String label : model.labels().names()) {
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
  static HParams hparams(Map<String, String> configuration) {
    HParams.Builder hparams = HParams.builder();
    configuration.forEach(
        (name, value) -> {
          if (NUMBER.matcher(value).matches()) {
            hparams.put(name, Double.parseDouble(value));
          } else if (value.equals("true") || value.equals("false")) {
            hparams.put(name, Boolean.parseBoolean(value));
          } else {
            hparams.put(name, value);
          }
        });
    METRICS.forEach(hparams::metric);
    return hparams.build();
  }
}
