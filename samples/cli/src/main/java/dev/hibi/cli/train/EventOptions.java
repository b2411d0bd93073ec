package dev.hibi.cli.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What TensorBoard gets. */
public final class EventOptions {
  @Option(
      names = {"--log-dir", "--train_log_dir"},
      paramLabel = "DIR",
      description = "Where TensorBoard events go, if not to the output.")
  private @Nullable Path logDir;

  @Option(
      names = "--histograms",
      description = "Write histograms of weights and gradients for TensorBoard after each epoch.")
  private boolean histograms;

  @Option(
      names = "--audit",
      description = "Audit the data first, and show the findings in TensorBoard among the texts.")
  private boolean audit;

  /** Options of a run whose data are audited. */
  public static EventOptions withAudit() {
    EventOptions options = new EventOptions();
    options.audit = true;
    return options;
  }

  /** The same for one of several runs. */
  EventOptions within(String name) {
    EventOptions options = new EventOptions();
    options.logDir = logDir == null ? null : logDir.resolve(name);
    options.histograms = histograms;
    options.audit = audit;
    return options;
  }

  Path directory(Path output) {
    return logDir == null ? output : logDir;
  }

  boolean histograms() {
    return histograms;
  }

  boolean audit() {
    return audit;
  }
}
