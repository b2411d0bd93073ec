package dev.hibi.cli.kqi;

import dev.hibi.client.job.JobGroup;
import dev.hibi.client.job.JobResult;
import dev.hibi.client.job.JobState;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi kqi job wait}. */
@Command(
    name = "wait",
    sortOptions = false,
    description = {
      "Waits for jobs, and prints how each has ended when it has.",
      "Exit code 1 if one of them has not ended well."
    })
final class JobWaitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private Platform platform = new Platform();

  @Mixin private JobCommand.Watching watching = new JobCommand.Watching();

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The jobs.")
  private List<Long> ids = List.of();

  @Option(names = "--any", description = "Until one of them has ended.")
  private boolean any;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Give up after this time; the jobs go on.")
  private @Nullable Long deadline;

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    if (deadline != null) {
      platform.atLeast(0, "deadline", deadline);
      if (any) {
        throw platform.wrong("unclear end: expected one of --any and --deadline, found both");
      }
    }
    JobGroup jobs = JobGroup.of(platform.client(), ids).policy(watching.policy(platform));
    List<JobResult> results = any ? List.of(jobs.awaitAny()) : all(jobs);
    if (any) {
      results.forEach(spec.commandLine().getOut()::println);
    }
    return results.stream().allMatch(JobResult::isSuccess) ? 0 : 1;
  }

  private List<JobResult> all(JobGroup jobs) throws InterruptedException, TimeoutException {
    PrintWriter out = spec.commandLine().getOut();
    BiConsumer<Long, JobState> listener =
        (id, state) -> {
          state.result().ifPresent(out::println);
          out.flush();
        };
    return deadline == null
        ? jobs.awaitAll(listener)
        : jobs.awaitAll(Duration.ofSeconds(deadline), listener);
  }
}
