package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.JobComparison;
import dev.hibi.client.job.TrialMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi kqi job compare}. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Shows what jobs have measured side by side, also while they run: the last, lowest and highest"
          + " value of each metric.",
      "With --metric, one metric step by step."
    })
final class JobCompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private Platform platform = new Platform();

  @Mixin private MetricsPath metrics = new MetricsPath();

  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The jobs.")
  private List<Long> ids = List.of();

  @Option(names = "--metric", paramLabel = "NAME", description = "Such as accuracy.")
  private @Nullable String metric;

  @Option(
      names = "--follow",
      paramLabel = "SECONDS",
      description = "Show it again after so many seconds, until all have ended.")
  private @Nullable Double follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (follow != null && !(follow > 0)) {
      throw platform.wrong("bad pause: expected more than 0 seconds, found " + follow);
    }
    KamonohashiClient client = platform.client();
    TrialMetrics source = metrics.in(client);
    while (true) {
      JobComparison jobs = JobComparison.of(client, ids, source);
      print(jobs);
      boolean over = jobs.columns().stream().allMatch(column -> column.job().status().isFinal());
      if (follow == null || over) {
        return 0;
      }
      spec.commandLine().getOut().println();
      spec.commandLine().getOut().flush();
      TimeUnit.MILLISECONDS.sleep(Math.round(follow * 1000));
    }
  }

  private void print(JobComparison jobs) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (metric == null) {
      summary(jobs, out);
    } else {
      steps(jobs, metric, out);
    }
  }

  private void summary(JobComparison jobs, PrintWriter out) throws IOException {
    List<String> columns = List.of("job", "name", "status", "metric", "last", "lowest", "highest");
    List<List<?>> rows = new ArrayList<>();
    for (String name : jobs.metrics()) {
      for (JobComparison.Column column : jobs.columns()) {
        rows.add(
            List.of(
                column.job().id(),
                column.job().name(),
                column.job().status(),
                name,
                cell(column.last(name)),
                cell(column.lowest(name)),
                cell(column.highest(name))));
      }
    }
    output.rows(out, columns, rows);
  }

  private void steps(JobComparison jobs, String name, PrintWriter out) throws IOException {
    List<String> columns = new ArrayList<>(List.of("step"));
    jobs.columns().forEach(column -> columns.add(column.job().id() + ":" + column.job().name()));
    List<List<?>> rows = new ArrayList<>();
    jobs.steps(name)
        .forEach(
            (step, values) -> {
              List<Object> row = new ArrayList<>(List.of(step));
              values.forEach(value -> row.add(cell(value)));
              rows.add(row);
            });
    output.rows(out, columns, rows);
  }

  /** JSON has no other numbers. */
  private static Optional<Double> cell(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? Optional.of(value.getAsDouble())
        : Optional.empty();
  }
}
