package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.job.JobResult;
import dev.hibi.client.job.SupervisedJob;
import dev.hibi.client.job.SupervisedResult;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.WatchPolicy;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.OutputFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi job}. */
@Command(
    name = "job",
    description = "Training jobs.",
    subcommands = {
      JobWaitCommand.class,
      JobSyncCommand.class,
      JobCompareCommand.class,
      JobSpecCommand.class
    },
    addMethodSubcommands = false)
final class JobCommand extends JobRecordCommands {
  /** How jobs are watched. */
  static final class Watching {
    @Option(
        names = "--every",
        paramLabel = "SECONDS",
        defaultValue = "5",
        description = "Time between two looks (default: ${DEFAULT-VALUE}).")
    private double every;

    @Option(
        names = "--halt-out-of-memory",
        description = "Halt a job that has used more memory than it had; the platform does not.")
    private boolean haltOutOfMemory;

    @Option(
        names = "--success-file",
        paramLabel = "PATH",
        description =
            "A file of the output that only a job that ends well leaves: it tells how a job has"
                + " ended that the platform has lost.")
    private @Nullable String successFile;

    WatchPolicy policy(Platform platform) {
      return platform.usage(
          () -> {
            WatchPolicy policy =
                WatchPolicy.DEFAULT.interval(Duration.ofMillis(Math.round(every * 1000)));
            policy = haltOutOfMemory ? policy.haltingOutOfMemory() : policy;
            return successFile == null ? policy : policy.successFile(successFile);
          });
    }
  }

  @Command(
      name = "run",
      sortOptions = false,
      description = {
        "Starts a job and prints its id. A start that is not answered is looked for, so that there"
            + " is one job and not two.",
        "With --follow it prints the log until the end; exit code 1 if that is not a good one.",
        "With --retries, --max-runtime or --stop-... it stays until the end and looks after the job;"
            + " ended and started again with the same --submission-id, it goes on with that."
      })
  int run(
      @Mixin JobOptions job,
      @Mixin Platform platform,
      @Mixin Watching watching,
      @Mixin Supervision supervision,
      @Mixin CodeOption code,
      @Option(names = "--follow", description = "Follow the log until the end.") boolean follow)
      throws IOException, InterruptedException {
    KamonohashiClient client = platform.client();
    TrainingRequest request = code.in(platform, client, job.request(platform, client));
    WatchPolicy policy = watching.policy(platform);
    if (supervision.isAskedFor()) {
      return supervised(supervision.job(platform, client, request, policy), follow);
    }
    TrainingJob started = job.start(client, request).policy(policy);
    out().println(started.id());
    return follow ? followed(started) : 0;
  }

  private int supervised(SupervisedJob.Builder job, boolean follow) throws InterruptedException {
    PrintWriter out = out();
    job.listener(
        attempt -> {
          out.println(attempt.id());
          out.flush();
        });
    if (follow) {
      job.log(out::println);
    }
    SupervisedResult result = job.build().run();
    return Followed.ended(result, result.isSuccess(), err());
  }

  private int followed(TrainingJob job) throws InterruptedException {
    return ended(job.followLog(out()::println));
  }

  private int ended(JobResult result) {
    return Followed.ended(result, result.isSuccess(), err());
  }

  @Command(
      name = "copy",
      sortOptions = false,
      description = "Starts a job like another one, but for what is said. Prints its id.")
  int copy(
      @Parameters(paramLabel = "ID", description = "The job to copy.") long id,
      @Option(names = "--name", description = "Another name.") @Nullable String name,
      @Option(names = "--option", paramLabel = "NAME=VALUE", description = "Another variable.")
          @Nullable Map<String, String> options,
      @Mixin Platform platform)
      throws IOException {
    KamonohashiClient client = platform.client();
    TrainingRequest like = TrainingRequest.copyOf(client, id).build();
    TrainingRequest.Builder copy = name == null ? like.toBuilder() : like.toBuilder(name);
    if (options != null) {
      copy.options(options);
    }
    TrainingJob started = TrainingJob.start(client, platform.usage(copy::build));
    out().println(started.id());
    return 0;
  }

  @Command(name = "list", description = "Lists jobs: favourites first, then the latest.")
  int list(
      @Mixin Platform platform,
      @Mixin Output output,
      @Option(names = "--status", paramLabel = "TEXT", description = "Such as Running.")
          @Nullable String status,
      @Option(names = "--tag", description = "That have a tag; again for another.")
          @Nullable List<String> tags,
      @Mixin JobFilter others,
      @Mixin ListFilter filter,
      @Mixin Limit limit)
      throws IOException {
    TrainingApi.Query query =
        filter.apply(
            platform,
            TrainingApi.Query.all(),
            TrainingApi.Query::id,
            TrainingApi.Query::name,
            TrainingApi.Query::memo,
            TrainingApi.Query::startedAt);
    query =
        others.apply(
            platform,
            query,
            TrainingApi.Query::startedBy,
            TrainingApi.Query::dataSet,
            TrainingApi.Query::entryPoint);
    query = ListFilter.containing(platform, query, status, TrainingApi.Query::status);
    if (tags != null) {
      query = query.tags(tags);
    }
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().training().stream(query.pageSize(limit.pageSize(platform))),
            platform,
            err())
        .forEach(
            job ->
                rows.add(
                    List.of(
                        job.id(),
                        job.name(),
                        job.status(),
                        job.createdAt(),
                        job.createdBy(),
                        job.entryPoint())));
    output.rows(out(), List.of("id", "name", "status", "created", "by", "entry point"), rows);
    return 0;
  }

  @Command(name = "status", description = "Shows how a job is.")
  int status(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The job.") long id)
      throws IOException {
    TrainingApi.Details job = platform.client().training().get(id);
    output.fields(
        out(),
        List.of(
            "id",
            "name",
            "status",
            "note",
            "started",
            "completed",
            "ran",
            "node",
            "dataset",
            "image",
            "entry point",
            "cpu",
            "memory",
            "gpu",
            "tags",
            "memo"),
        List.of(
            job.id(),
            job.name(),
            job.status(),
            job.conditionNote(),
            job.startedAt(),
            job.completedAt(),
            job.executionTime(),
            job.node(),
            job.dataSet().map(set -> set.id()),
            job.containerImage().map(ImageOptions::text),
            job.entryPoint(),
            job.cpu(),
            job.memory(),
            job.gpu(),
            job.tags(),
            job.memo()));
    return 0;
  }

  @Command(
      name = "watch",
      description = "Prints a job's status whenever it changes, until it is over.")
  int watch(
      @Mixin Platform platform,
      @Mixin Watching watching,
      @Parameters(paramLabel = "ID", description = "The job.") long id,
      @Option(
              names = "--deadline",
              paramLabel = "SECONDS",
              description = "Give up after this time; the job goes on.")
          @Nullable Long deadline)
      throws IOException, InterruptedException, TimeoutException {
    if (deadline != null) {
      platform.atLeast(0, "deadline", deadline);
    }
    TrainingJob job = TrainingJob.of(platform.client(), id).policy(watching.policy(platform));
    if (deadline != null) {
      return ended(job.await(Duration.ofSeconds(deadline)));
    }
    return ended(job.await(state -> out().println(Followed.line(state.status(), state.note()))));
  }

  @Command(name = "logs", description = "Prints what a job has written to its log.")
  int logs(
      @Mixin Platform platform,
      @Mixin Watching watching,
      @Parameters(paramLabel = "ID", description = "The job.") long id,
      @Option(names = "--follow", description = "Until it is over; exit code 1 if not well.")
          boolean follow)
      throws IOException, InterruptedException {
    TrainingJob job = TrainingJob.of(platform.client(), id).policy(watching.policy(platform));
    if (follow) {
      return followed(job);
    }
    return Followed.logSoFar(job.log(), job::details, out());
  }

  @Command(name = "files", description = "Lists what a job has written, and what is attached.")
  int files(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The job.") long id)
      throws IOException {
    KamonohashiClient client = platform.client();
    List<String> refused = new ArrayList<>();
    AttachedFiles.print(
        out(),
        output,
        client.training().files(id, false),
        OutputFiles.of(client, id).list(refused::add));
    return Fetched.leftOut(refused, err());
  }

  @Command(
      name = "download",
      description = "Fetches what a job has written; what is there already is not fetched again.")
  int download(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The job.") long id,
      @Option(
              names = "--path",
              defaultValue = "/",
              description = "A folder of the output (default: all of it).")
          String path,
      @Mixin OnlyFiles only,
      @Option(names = "--attached", paramLabel = "NAME", description = "An attached file instead.")
          @Nullable String attached,
      @Mixin FolderOption folder)
      throws IOException {
    KamonohashiClient client = platform.client();
    PrintWriter out = out();
    try (TransferBar bar = new TransferBar(err())) {
      Downloads downloads = Downloads.builder(client).listener(bar).build();
      if (only.isGiven()) {
        List<String> refused = new ArrayList<>();
        downloads
            .outputFiles(id, paths(platform, client, id, only, refused::add), folder.path())
            .forEach(out::println);
        return Fetched.leftOut(refused, err());
      } else if (attached == null) {
        Fetched.print(
            out, path, "training " + id, () -> downloads.outputs(id, path, folder.path()));
      } else {
        out.println(downloads.attached(id, attached, folder.path()));
      }
    }
    return 0;
  }

  private static List<String> paths(
      Platform platform,
      KamonohashiClient client,
      long id,
      OnlyFiles only,
      Consumer<String> refused)
      throws IOException {
    List<String> paths =
        OutputFiles.of(client, id)
            .list(refused)
            .filter(only.wanted(platform))
            .map(OutputFile::path)
            .toList();
    if (paths.isEmpty()) {
      throw new IOException(
          "not found: expected files that fit %s, found none (output of training %d)"
              .formatted(only, id));
    }
    return paths;
  }

  @Command(name = "halt", description = "Stops a job, which becomes Killed.")
  int halt(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The job.") long id,
      @Option(names = "--cancel", description = "It becomes UserCanceled instead.") boolean cancel)
      throws IOException {
    TrainingJob job = TrainingJob.of(platform.client(), id);
    if (cancel) {
      job.cancel();
    } else {
      job.halt();
    }
    return 0;
  }
}
