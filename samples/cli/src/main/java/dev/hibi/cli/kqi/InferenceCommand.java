package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.job.InferenceJob;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi inference}. */
@Command(
    name = "inference",
    description = "Inference jobs: programs that use what trainings made.",
    addMethodSubcommands = false)
final class InferenceCommand extends InferenceRecordCommands {
  @Command(
      name = "run",
      sortOptions = false,
      description = {
        "Starts an inference and prints its id. With --follow it prints the log until the end;"
            + " exit code 1 if that is not a good one.",
        "Example: hibi kqi inference run --name cracks --image hibi:latest --dataset 3 --parent 5"
            + " --repository inspection/any --entry-point 'hibi predict --model /kqi/parent/model'"
      })
  int run(
      @Option(names = "--name", required = true, description = "Its name.") String name,
      @Mixin ImageOptions image,
      @Mixin SourceOptions source,
      @Mixin MountOptions mounts,
      @Mixin ResourceOptions resources,
      @Mixin VariableOptions variables,
      @Option(names = "--port", paramLabel = "N", description = "A port to open.")
          @Nullable List<Integer> ports,
      @Option(names = "--memo", description = "A memo.") @Nullable String memo,
      @Option(names = "--zip", description = "Keep the output as a zip file, too.") boolean zip,
      @Mixin Platform platform,
      @Mixin JobCommand.Watching watching,
      @Option(names = "--follow", description = "Follow the log until the end.") boolean follow)
      throws IOException, InterruptedException {
    InferenceApi.Create.Builder request =
        InferenceApi.Create.builder(name).zip(zip).options(variables.variables());
    image.into(platform, request);
    source.into(platform, request);
    mounts.into(request);
    resources.into(platform, request);
    variables.partition().ifPresent(request::partition);
    Optional.ofNullable(ports).ifPresent(request::ports);
    Optional.ofNullable(memo).ifPresent(request::memo);
    InferenceApi.Create checked = platform.usage(request::build);
    InferenceJob job =
        InferenceJob.start(platform.client(), checked).policy(watching.policy(platform));
    out().println(job.id());
    return follow ? Followed.log(job, out(), err()) : 0;
  }

  @Command(
      name = "list",
      description = {
        "Lists inferences: favourites first, then the latest.",
        "Example: hibi kqi inference list --status Running"
      })
  int list(
      @Mixin Platform platform,
      @Mixin Output output,
      @Option(names = "--status", paramLabel = "TEXT", description = "With such a status.")
          @Nullable String status,
      @Mixin JobFilter others,
      @Mixin ListFilter filter,
      @Mixin Limit limit)
      throws IOException {
    InferenceApi.Query query =
        filter.apply(
            platform,
            InferenceApi.Query.all(),
            InferenceApi.Query::id,
            InferenceApi.Query::name,
            InferenceApi.Query::memo,
            InferenceApi.Query::startedAt);
    query =
        others.apply(
            platform,
            query,
            InferenceApi.Query::startedBy,
            InferenceApi.Query::dataSet,
            InferenceApi.Query::entryPoint);
    query = ListFilter.containing(platform, query, status, InferenceApi.Query::status);
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().inference().stream(query.pageSize(limit.pageSize(platform))),
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
                        job.outputValue(),
                        job.entryPoint())));
    output.rows(
        out(), List.of("id", "name", "status", "created", "by", "value", "entry point"), rows);
    return 0;
  }

  @Command(
      name = "status",
      description = {"Shows how an inference is.", "Example: hibi kqi inference status 2 --json"})
  int status(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The inference.") long id)
      throws IOException {
    InferenceApi.Details job = platform.client().inference().get(id);
    output.fields(
        out(),
        List.of(
            "id",
            "name",
            "status",
            "note",
            "value",
            "started",
            "completed",
            "node",
            "dataset",
            "image",
            "entry point",
            "parents",
            "cpu",
            "memory",
            "gpu",
            "memo"),
        List.of(
            job.id(),
            job.name(),
            job.status(),
            job.conditionNote(),
            job.outputValue(),
            job.startedAt(),
            job.completedAt(),
            job.node(),
            job.dataSet().map(set -> set.id()),
            job.containerImage().map(ImageOptions::text),
            job.entryPoint(),
            job.parentFullNameList(),
            job.cpu(),
            job.memory(),
            job.gpu(),
            job.memo()));
    return 0;
  }

  private static InferenceJob job(Platform platform, long id, JobCommand.Watching watching)
      throws IOException {
    return InferenceJob.of(platform.client(), id).policy(watching.policy(platform));
  }

  @Command(
      name = "watch",
      description = {
        "Prints an inference's status whenever it changes, until it is over.",
        "Example: hibi kqi inference watch 2"
      })
  int watch(
      @Mixin Platform platform,
      @Mixin JobCommand.Watching watching,
      @Parameters(paramLabel = "ID", description = "The inference.") long id)
      throws IOException, InterruptedException {
    return Followed.status(job(platform, id, watching), out(), err());
  }

  @Command(
      name = "logs",
      description = {
        "Prints what an inference has written to its log.",
        "Example: hibi kqi inference logs 2 --follow"
      })
  int logs(
      @Mixin Platform platform,
      @Mixin JobCommand.Watching watching,
      @Parameters(paramLabel = "ID", description = "The inference.") long id,
      @Option(names = "--follow", description = "Until it is over; exit code 1 if not well.")
          boolean follow)
      throws IOException, InterruptedException {
    InferenceJob job = job(platform, id, watching);
    if (follow) {
      return Followed.log(job, out(), err());
    }
    return Followed.logSoFar(job.log(), job::details, out());
  }

  @Command(
      name = "files",
      description = {
        "Lists what an inference has written, and what is attached.",
        "Example: hibi kqi inference files 2"
      })
  int files(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The inference.") long id)
      throws IOException {
    KamonohashiClient client = platform.client();
    List<String> refused = new ArrayList<>();
    AttachedFiles.print(
        out(),
        output,
        client.inference().files(id, false),
        OutputFiles.ofInference(client, id).list(refused::add));
    return Fetched.leftOut(refused, err());
  }

  @Command(
      name = "download",
      description = {
        "Fetches what an inference has written; what is there already is not fetched again.",
        "Example: hibi kqi inference download 2 --output results"
      })
  int download(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The inference.") long id,
      @Option(
              names = "--path",
              defaultValue = "/",
              description = "A folder of the output (default: all of it).")
          String path,
      @Option(names = "--attached", paramLabel = "NAME", description = "An attached file instead.")
          @Nullable String attached,
      @Mixin FolderOption folder)
      throws IOException {
    KamonohashiClient client = platform.client();
    PrintWriter out = out();
    try (TransferBar bar = new TransferBar(err())) {
      Downloads downloads = Downloads.builder(client).listener(bar).build();
      if (attached == null) {
        Fetched.print(
            out,
            path,
            "inference " + id,
            () -> downloads.inferenceOutputs(id, path, folder.path()));
      } else {
        out.println(downloads.inferenceAttached(id, attached, folder.path()));
      }
    }
    return 0;
  }
}
