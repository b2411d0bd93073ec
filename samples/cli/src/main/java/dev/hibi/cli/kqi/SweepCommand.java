package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.StrictConverters;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.Sweep;
import dev.hibi.client.job.SweepResult;
import dev.hibi.client.job.SweepSpace;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code hibi kqi sweep}. */
@Command(
    name = "sweep",
    sortOptions = false,
    description = {
      "Runs a job with many options and prints a table with the best. The options reach the job as"
          + " variables of its environment.",
      "Interrupted and run again with the same file it goes on: no job is started twice."
    })
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "Remembers what was started.")
  private Path file = Path.of("");

  @Option(
      names = "--values",
      paramLabel = "NAME=A,B,...",
      description = "An option and its values; again for another.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "N random trials in place of all combinations.")
  private @Nullable Integer random;

  @Option(
      names = "--bayesian",
      paramLabel = "N",
      description =
          "N trials, each chosen by what those before have measured; the first 8 are random.")
  private @Nullable Integer bayesian;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Of random or chosen trials (default: 0).")
  private long seed;

  @Option(
      names = "--uniform",
      paramLabel = "NAME=LOW:HIGH",
      description = "An option evenly spread; with --random or --bayesian.")
  private Map<String, String> uniform = new LinkedHashMap<>();

  @Option(
      names = "--log-uniform",
      paramLabel = "NAME=LOW:HIGH",
      description = "An option whose logarithm is evenly spread; with --random or --bayesian.")
  private Map<String, String> logUniform = new LinkedHashMap<>();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "At a time (default: ${DEFAULT-VALUE}).")
  private int jobs;

  @Option(names = "--maximize", paramLabel = "METRIC", description = "Default: accuracy.")
  private @Nullable String maximize;

  @Option(names = "--minimize", paramLabel = "METRIC", description = "Such as loss_valid.")
  private @Nullable String minimize;

  @Mixin private MetricsPath metrics = new MetricsPath();

  @Option(
      names = "--halt-losers",
      paramLabel = "N",
      description =
          "Halt jobs whose best after N or more values is worse than the median of the others'.")
  private @Nullable Integer haltLosers;

  @Option(
      names = "--halving",
      paramLabel = "N",
      description =
          "Halt jobs whose best after N values, and again after --halving-factor times as many, is"
              + " not among the best 1/factor of those that came so far (ASHA).")
  private @Nullable Integer halving;

  @Option(
      names = "--halving-factor",
      paramLabel = "N",
      defaultValue = "3",
      description = "With --halving (default: ${DEFAULT-VALUE}).")
  private int halvingFactor;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "Write the table here, too: .csv, .json or .html; again for another.")
  private List<Path> tables = List.of();

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the table here, too.")
  private @Nullable Path csv;

  @Mixin private JobOptions job = new JobOptions();

  @Mixin private Platform platform = new Platform();

  @Mixin private JobCommand.Watching watching = new JobCommand.Watching();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    KamonohashiClient client = platform.client();
    TrainingRequest request = job.request(platform, client);
    for (Path table : tables) {
      if (!table.toString().matches("(?i).*\\.(csv|json|html)")) {
        throw platform.wrong(
            "bad table: expected a file .csv, .json or .html, found '%s'".formatted(table));
      }
    }
    Sweep sweep = platform.usage(() -> sweep(client, request));
    SweepResult result = sweep.run();
    if (csv != null) {
      WholeFiles.writeFile(csv, WholeFiles.text(result.csv()));
    }
    for (Path table : tables) {
      String lower = table.toString().toLowerCase(Locale.ROOT);
      String text =
          lower.endsWith(".csv")
              ? result.csv()
              : lower.endsWith(".json") ? result.json() : result.html(request.name());
      WholeFiles.writeFile(table, WholeFiles.text(text));
    }
    print(result);
    return result.best().isPresent() ? 0 : 1;
  }

  private Sweep sweep(KamonohashiClient client, TrainingRequest request) {
    Sweep.Builder builder =
        Sweep.builder(client, request, file)
            .space(space())
            .concurrency(jobs)
            .policy(watching.policy(platform))
            .metrics(metrics.in(client))
            .listener(this::tell);
    if (maximize != null && minimize != null) {
      throw new IllegalArgumentException(
          "unclear metric: expected one of --maximize and --minimize, found both");
    }
    if (minimize != null) {
      builder.minimize(minimize);
    } else {
      builder.maximize(maximize == null ? "accuracy" : maximize);
    }
    if (haltLosers != null) {
      builder.haltLosers(haltLosers);
    }
    if (halving != null) {
      builder.halving(halving, halvingFactor);
    }
    return builder.build();
  }

  private SweepSpace space() {
    if (random != null && bayesian != null) {
      throw new IllegalArgumentException(
          "unclear trials: expected one of --random and --bayesian, found both");
    }
    SweepSpace space = SweepSpace.grid();
    if (random != null) {
      space = SweepSpace.random(random, seed);
    } else if (bayesian != null) {
      space = SweepSpace.bayesian(bayesian, seed);
    }
    for (Map.Entry<String, String> option : values.entrySet()) {
      space = space.values(option.getKey(), option.getValue().split(",", -1));
    }
    for (Map.Entry<String, String> option : uniform.entrySet()) {
      double[] range = range(option);
      space = space.uniform(option.getKey(), range[0], range[1]);
    }
    for (Map.Entry<String, String> option : logUniform.entrySet()) {
      double[] range = range(option);
      space = space.logUniform(option.getKey(), range[0], range[1]);
    }
    return space;
  }

  private static double[] range(Map.Entry<String, String> option) {
    String[] ends = option.getValue().split(":", -1);
    try {
      if (ends.length == 2) {
        return new double[] {StrictConverters.decimal(ends[0]), StrictConverters.decimal(ends[1])};
      }
    } catch (TypeConversionException e) {
      // falls through
    }
    throw new IllegalArgumentException(
        "bad range: expected LOW:HIGH, found '%s' (%s)"
            .formatted(option.getValue(), option.getKey()));
  }

  private void tell(Trial trial) {
    PrintWriter err = spec.commandLine().getErr();
    String how =
        trial
            .outcome()
            .map(Object::toString)
            .orElse(trial.halted() ? "halted" : "job " + trial.trainingId().orElse(0L));
    err.printf(
        "trial %d %s: %s%s%n",
        trial.index(),
        trial.options(),
        how,
        trial.objective().map(best -> ", best %.4f".formatted(best)).orElse(""));
  }

  private void print(SweepResult result) throws IOException {
    Set<String> options = new LinkedHashSet<>();
    result.trials().forEach(trial -> options.addAll(trial.options().keySet()));
    List<String> columns = new ArrayList<>(List.of("trial", "job"));
    columns.addAll(options);
    columns.addAll(List.of("outcome", "halted", "best value", "best"));
    List<List<?>> rows = new ArrayList<>();
    for (Trial trial : result.trials()) {
      List<Object> row = new ArrayList<>(List.of(trial.index(), trial.trainingId()));
      options.forEach(name -> row.add(trial.options().getOrDefault(name, "")));
      row.add(trial.outcome());
      row.add(trial.halted());
      row.add(trial.objective());
      row.add(new Output.Mark(result.best().equals(Optional.of(trial))));
      rows.add(row);
    }
    output.rows(spec.commandLine().getOut(), columns, rows);
  }
}
