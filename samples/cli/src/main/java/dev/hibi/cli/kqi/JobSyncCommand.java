package dev.hibi.cli.kqi;

import dev.hibi.client.job.JobResult;
import dev.hibi.client.job.OutputSync;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi kqi job sync}. */
@Command(
    name = "sync",
    sortOptions = false,
    description = {
      "Fetches what a job writes into a folder: again and again what is new or has changed, until"
          + " the job is over.",
      "Prints each file that was fetched. What the job deletes stays in the folder. Exit code 1 if"
          + " the job has not ended well."
    })
final class JobSyncCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private Platform platform = new Platform();

  @Mixin private JobCommand.Watching watching = new JobCommand.Watching();

  @Mixin private OnlyFiles only = new OnlyFiles();

  @Parameters(paramLabel = "ID", description = "The job.")
  private long id;

  @Mixin private FolderOption folder = new FolderOption();

  @Option(names = "--once", description = "What is there now, and no more.")
  private boolean once;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    OutputSync sync =
        OutputSync.builder(platform.client(), id, folder.path())
            .policy(watching.policy(platform))
            .only(only.wanted(platform))
            .listener(
                path -> {
                  out.println(path);
                  out.flush();
                })
            .build();
    if (once) {
      sync.once();
      requireAll(sync);
      return 0;
    }
    JobResult result = sync.untilEnd();
    spec.commandLine().getErr().println(result);
    requireAll(sync);
    return result.isSuccess() ? 0 : 1;
  }

  private static void requireAll(OutputSync sync) throws IOException {
    if (!sync.refused().isEmpty()) {
      throw new IOException(
          "bad file names: expected ones within their folder, found %s; the others are there"
              .formatted(String.join(", ", sync.refused())));
    }
  }
}
