package dev.hibi.cli.kqi;

import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.job.TensorBoardPage;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.job.WatchPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi kqi tensorboard}. */
@Command(
    name = "tensorboard",
    description = "TensorBoards that the platform runs for jobs.",
    addMethodSubcommands = false)
final class TensorBoardCommand implements Runnable {
  private static final int SECONDS_OF_AN_HOUR = 3600;
  private static final WatchPolicy QUICK = WatchPolicy.DEFAULT.interval(Duration.ofSeconds(1));

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "start",
      description = "Starts the TensorBoard of a job, or finds the one that runs. Prints where.")
  int start(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The job.") long id,
      @Option(
              names = "--hours",
              paramLabel = "N",
              description = "Until it is stopped (default: until the platform's nightly round).")
          @Nullable Integer hours,
      @Option(
              names = "--with",
              paramLabel = "ID",
              split = ",",
              description = "Other jobs to show beside it.")
          @Nullable List<Long> others,
      @Option(
              names = "--wait",
              paramLabel = "SECONDS",
              defaultValue = "300",
              description = "At most so long (default: ${DEFAULT-VALUE}).")
          long wait)
      throws IOException, InterruptedException, TimeoutException {
    if (hours != null) {
      platform.atLeast(1, "hours", hours);
    }
    platform.atLeast(0, "wait", wait);
    TrainingApi.TensorBoardStart start =
        new TrainingApi.TensorBoardStart(
            Optional.ofNullable(hours).map(count -> count * SECONDS_OF_AN_HOUR),
            others == null ? List.of() : others);
    TensorBoardPage page =
        TrainingJob.of(platform.client(), id).policy(QUICK).startTensorBoard(start);
    spec.commandLine().getOut().println(page.awaitAddress(Duration.ofSeconds(wait)));
    return 0;
  }

  @Command(name = "status", description = "Shows whether the TensorBoard of a job runs, and where.")
  int status(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The job.") long id)
      throws IOException {
    TensorBoardPage page = TrainingJob.of(platform.client(), id).tensorBoard();
    TrainingApi.TensorBoard now = page.details();
    output.fields(
        spec.commandLine().getOut(),
        List.of("status", "address", "remaining", "with"),
        List.of(
            now.status(), page.address(), now.remainingTime(), now.mountedTrainingHistoryIds()));
    return 0;
  }

  @Command(name = "stop", description = "Stops the TensorBoard of a job.")
  int stop(
      @Mixin Platform platform, @Parameters(paramLabel = "ID", description = "The job.") long id)
      throws IOException {
    TrainingJob.of(platform.client(), id).tensorBoard().stop();
    return 0;
  }
}
