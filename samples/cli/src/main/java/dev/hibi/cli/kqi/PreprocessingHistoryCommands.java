package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataApi.StoredFile;
import dev.hibi.client.api.PreprocessingApi;
import dev.hibi.client.api.UploadApi;
import dev.hibi.client.job.PreprocessingJob;
import dev.hibi.client.transfer.StorageUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code hibi kqi preprocessing} does with applications to data. */
@Command(addMethodSubcommands = false)
abstract class PreprocessingHistoryCommands extends Group {
  /** Which application. */
  static final class Application {
    @Parameters(index = "0", paramLabel = "ID", description = "The preprocessing.")
    private long id;

    @Option(
        names = "--data",
        paramLabel = "ID",
        required = true,
        description = "The data that it is applied to.")
    private long data;

    private PreprocessingJob job(Platform platform) throws IOException {
      return PreprocessingJob.of(platform.client(), id, data);
    }
  }

  /** What the data are called that come of it elsewhere. */
  static final class Made {
    @Option(
        names = "--source",
        paramLabel = "DIR",
        required = true,
        description = "Each folder in it becomes data of its name.")
    private Path source = Path.of("");

    @Option(names = "--memo", description = "A memo of the data.")
    private @Nullable String memo;

    @Option(names = "--tag", description = "A tag of the data; again for another.")
    private List<String> tags = List.of();

    /** The files of each folder, also of those in it. */
    private Map<String, List<Path>> folders() throws IOException {
      Map<String, List<Path>> folders = new TreeMap<>();
      try (Stream<Path> content = Files.list(source)) {
        for (Path folder : content.filter(Files::isDirectory).toList()) {
          try (Stream<Path> files = Files.walk(folder)) {
            folders.put(
                folder.getFileName().toString(),
                files.filter(Files::isRegularFile).sorted().toList());
          }
        }
      }
      if (folders.isEmpty()) {
        throw new IOException(
            "nothing made: expected a folder for each data record, found none (" + source + ")");
      }
      return folders;
    }
  }

  @Command(
      name = "run",
      sortOptions = false,
      description = {
        "Applies a preprocessing to data, once to each. With --follow it prints the log until the"
            + " end, and the ids of the data that have come of it; exit code 1 if that is not a"
            + " good one.",
        "Example: hibi kqi preprocessing run 1 --data 7,8 --cpu 4 --memory 8"
      })
  public int run(
      @Parameters(paramLabel = "ID", description = "The preprocessing.") long id,
      @Option(
              names = "--data",
              paramLabel = "ID",
              split = ",",
              required = true,
              description = "What it is applied to; again for more.")
          List<Long> data,
      @Mixin ResourceOptions resources,
      @Mixin VariableOptions variables,
      @Mixin Platform platform,
      @Mixin JobCommand.Watching watching,
      @Option(names = "--follow", description = "Follow the logs, one after another.")
          boolean follow)
      throws IOException, InterruptedException {
    KamonohashiClient client = platform.client();
    List<PreprocessingJob> jobs = new ArrayList<>();
    for (long one : data) {
      PreprocessingApi.Run request =
          new PreprocessingApi.Run(
              one,
              variables.variables(),
              resources.cpu(platform).orElse(1),
              resources.memory(platform).orElse(1),
              resources.gpu(platform).orElse(0),
              variables.partition());
      PreprocessingJob job = PreprocessingJob.start(client, id, request);
      err().printf("started %s%n", job);
      jobs.add(job.policy(watching.policy(platform)));
    }
    int code = 0;
    for (PreprocessingJob job : follow ? jobs : List.<PreprocessingJob>of()) {
      code = Math.max(code, Followed.log(job, err(), err()));
      job.outputDataIds().forEach(out()::println);
    }
    return code;
  }

  @Command(
      name = "list-histories",
      description = {
        "Lists what a preprocessing was applied to.",
        "Example: hibi kqi preprocessing list-histories 1"
      })
  public int listHistories(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The preprocessing.") long id)
      throws IOException {
    List<List<?>> rows = new ArrayList<>();
    for (PreprocessingApi.History history : platform.client().preprocessings().histories(id)) {
      rows.add(
          List.of(history.dataId(), history.dataName(), history.status(), history.createdAt()));
    }
    output.rows(out(), List.of("data", "name", "status", "created"), rows);
    return 0;
  }

  @Command(
      name = "get-history",
      description = {
        "Shows how an application is, and the data that have come of it.",
        "Example: hibi kqi preprocessing get-history 1 --data 7"
      })
  public int getHistory(
      @Mixin Platform platform, @Mixin Output output, @Mixin Application application)
      throws IOException {
    PreprocessingApi.HistoryDetails history = application.job(platform).details();
    output.fields(
        out(),
        List.of("preprocessing", "data", "name", "status", "created", "made"),
        List.of(
            history.preprocessId(),
            history.dataId(),
            history.dataName(),
            history.status(),
            history.createdAt(),
            history.outputDataIds()));
    return 0;
  }

  @Command(
      name = "logs",
      description = {
        "Prints what an application has written to its log.",
        "Example: hibi kqi preprocessing logs 1 --data 7 --follow"
      })
  public int logs(
      @Mixin Platform platform,
      @Mixin JobCommand.Watching watching,
      @Mixin Application application,
      @Option(names = "--follow", description = "Until it is over; exit code 1 if not well.")
          boolean follow)
      throws IOException, InterruptedException {
    PreprocessingJob job = application.job(platform).policy(watching.policy(platform));
    if (follow) {
      return Followed.log(job, out(), err());
    }
    job.log().forEach(out()::println);
    return 0;
  }

  @Command(
      name = "build-history",
      sortOptions = false,
      description = {
        "Registers what was made of data elsewhere: each folder becomes data. Prints their ids.",
        "Example: hibi kqi preprocessing build-history 1 --data 7 --source made --tag 2026"
      })
  public int buildHistory(
      @Mixin Application application, @Mixin Made made, @Mixin Platform platform)
      throws IOException {
    Map<String, List<Path>> folders = made.folders();
    platform.client().preprocessings().open(application.id, application.data);
    return build(application, made, folders, platform);
  }

  @Command(
      name = "build-history-files",
      sortOptions = false,
      description = {
        "As build-history, for an application that was begun: one of build-history that was cut"
            + " off, or one that runs.",
        "Example: hibi kqi preprocessing build-history-files 1 --data 7 --source made"
      })
  public int buildHistoryFiles(
      @Mixin Application application, @Mixin Made made, @Mixin Platform platform)
      throws IOException {
    return build(application, made, made.folders(), platform);
  }

  private int build(
      Application application, Made made, Map<String, List<Path>> folders, Platform platform)
      throws IOException {
    KamonohashiClient client = platform.client();
    PreprocessingApi calls = client.preprocessings();
    for (Map.Entry<String, List<Path>> folder : folders.entrySet()) {
      PreprocessingApi.Output.Builder output =
          PreprocessingApi.Output.builder()
              .name(folder.getKey())
              .tags(made.tags)
              .files(send(client, folder.getValue()));
      Optional.ofNullable(made.memo).ifPresent(output::memo);
      calls.addOutput(application.id, application.data, output.build());
    }
    calls.complete(application.id, application.data);
    calls.history(application.id, application.data).outputDataIds().forEach(out()::println);
    return 0;
  }

  private List<StoredFile> send(KamonohashiClient client, List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return List.of();
    }
    try (TransferBar bar = new TransferBar(err())) {
      return StorageUpload.of(client, UploadApi.DATA, bar).send(files);
    }
  }

  @Command(
      name = "halt-history",
      description = {
        "Stops an application, which becomes Killed.",
        "Example: hibi kqi preprocessing halt-history 1 --data 7"
      })
  public int haltHistory(@Mixin Platform platform, @Mixin Application application)
      throws IOException {
    application.job(platform).halt();
    return 0;
  }

  @Command(
      name = "delete-history",
      description = {
        "Deletes an application and the data that have come of it.",
        "Example: hibi kqi preprocessing delete-history 1 --data 7"
      })
  public int deleteHistory(@Mixin Platform platform, @Mixin Application application)
      throws IOException {
    application.job(platform).delete();
    return 0;
  }
}
