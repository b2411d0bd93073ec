package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.JobComparison;
import dev.hibi.client.job.TrialMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      "Shows what jobs have measured side by side, also while they run: a line for each metric.",
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
      names = "--value",
      paramLabel = "WHICH",
      defaultValue = "last",
      description = "last, lowest or highest of each metric (default: ${DEFAULT-VALUE}).")
  private Value value = Value.LAST;

  @Option(
      names = "--follow",
      paramLabel = "SECONDS",
      description = "Show it again after so many seconds, until all have ended.")
  private @Nullable Double follow;

  /** Which value of a metric. */
  enum Value {
    LAST {
      @Override
      OptionalDouble of(JobComparison.Column column, String metric) {
        return column.last(metric);
      }
    },
    LOWEST {
      @Override
      OptionalDouble of(JobComparison.Column column, String metric) {
        return column.lowest(metric);
      }
    },
    HIGHEST {
      @Override
      OptionalDouble of(JobComparison.Column column, String metric) {
        return column.highest(metric);
      }
    };

    abstract OptionalDouble of(JobComparison.Column column, String metric);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (follow != null && !(follow > 0)) {
      throw platform.wrong("bad pause: expected more than 0 seconds, found " + follow);
    }
    KamonohashiClient client = platform.client();
    TrialMetrics source = metrics.in(client);
    while (true) {
      JobComparison jobs = JobComparison.of(client, ids, source);
      boolean over = jobs.columns().stream().allMatch(column -> column.job().status().isFinal());
      if (follow == null || over) {
        requireMetric(jobs);
      }
      print(jobs);
      if (follow == null || over) {
        return 0;
      }
      spec.commandLine().getOut().println();
      spec.commandLine().getOut().flush();
      TimeUnit.MILLISECONDS.sleep(Math.round(follow * 1000));
    }
  }

  /** What is still followed may come to it. */
  private void requireMetric(JobComparison jobs) throws IOException {
    if (metric != null && !jobs.metrics().contains(metric)) {
      throw new IOException(
          "no such metric: expected one of %s, found '%s'"
              .formatted(
                  jobs.metrics().isEmpty()
                      ? "those measured so far, which are none"
                      : String.join(", ", jobs.metrics()),
                  metric));
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
    List<List<?>> rows = new ArrayList<>();
    List<Object> statuses = new ArrayList<>(List.of("status"));
    jobs.columns().forEach(column -> statuses.add(column.job().status()));
    rows.add(statuses);
    for (String name : jobs.metrics()) {
      List<Object> row = new ArrayList<>(List.of(name));
      jobs.columns().forEach(column -> row.add(cell(value.of(column, name))));
      rows.add(row);
    }
    output.rows(out, columns("metric", jobs), rows);
  }

  private static List<String> columns(String first, JobComparison jobs) {
    List<String> columns = new ArrayList<>(List.of(first));
    jobs.columns().forEach(column -> columns.add(column.job().id() + ":" + column.job().name()));
    return columns;
  }

  private void steps(JobComparison jobs, String name, PrintWriter out) throws IOException {
    List<List<?>> rows = new ArrayList<>();
    jobs.steps(name)
        .forEach(
            (step, values) -> {
              List<Object> row = new ArrayList<>(List.of(step));
              values.forEach(value -> row.add(cell(value)));
              rows.add(row);
            });
    output.rows(out, columns("step", jobs), rows);
  }

  /** JSON has no other numbers. More than six digits say nothing. */
  private static Optional<Double> cell(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? Optional.of(Double.valueOf(String.format(Locale.ROOT, "%.6g", value.getAsDouble())))
        : Optional.empty();
  }
}
