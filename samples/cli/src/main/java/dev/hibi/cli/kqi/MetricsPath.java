package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.TrialMetrics;
import picocli.CommandLine.Option;

/** Where jobs leave what they measure. */
final class MetricsPath {
  @Option(
      names = "--metrics",
      paramLabel = "PATH",
      defaultValue = "hibi/metrics.jsonl",
      description =
          "Of each job's output: a file of JSON lines, or a folder of TensorBoard events, which ends"
              + " in a slash (default: ${DEFAULT-VALUE}).")
  private String path = "";

  TrialMetrics in(KamonohashiClient client) {
    return path.endsWith("/") ? new EventMetrics(client, path) : TrialMetrics.jsonLines(path);
  }
}
