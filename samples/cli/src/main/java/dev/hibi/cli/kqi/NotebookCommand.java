package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.job.NotebookJob;
import dev.hibi.client.job.WatchPolicy;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi notebook}. */
@Command(
    name = "notebook",
    description = "Notebooks: JupyterLab on the cluster.",
    addMethodSubcommands = false)
final class NotebookCommand extends Group {
  private static final WatchPolicy QUICK = WatchPolicy.DEFAULT.interval(Duration.ofSeconds(1));

  /** How long a notebook lives. */
  static final class Life {
    private static final int SECONDS_OF_AN_HOUR = 3600;
    private static final int MOST_HOURS = 24 * 365;

    @Option(
        names = "--hours",
        paramLabel = "N",
        defaultValue = "8",
        description = "Its life; 0 for one without end (default: ${DEFAULT-VALUE}).")
    private int hours;

    @Option(
        names = "--jupyterlab",
        paramLabel = "VERSION",
        description = "JupyterLab's version (default: the platform's).")
    private @Nullable String jupyterLab;

    int seconds(Platform platform) {
      platform.atLeast(0, "hours", hours);
      if (hours > MOST_HOURS) {
        throw platform.wrong("bad hours: expected 0 to %d, found %d".formatted(MOST_HOURS, hours));
      }
      return hours * SECONDS_OF_AN_HOUR;
    }
  }

  @Command(
      name = "run",
      sortOptions = false,
      description = {
        "Starts a notebook and prints its id; 'open' says where it is.",
        "Example: hibi kqi notebook run --name drafts --dataset 3 --cpu 4 --memory 8 --hours 4"
      })
  int run(
      @Option(names = "--name", required = true, description = "Its name.") String name,
      @Mixin ImageOptions image,
      @Mixin SourceOptions source,
      @Mixin MountOptions mounts,
      @Mixin ResourceOptions resources,
      @Mixin VariableOptions variables,
      @Mixin Life life,
      @Option(names = "--memo", description = "A memo.") @Nullable String memo,
      @Mixin Platform platform)
      throws IOException {
    NotebookApi.Create.Builder request =
        NotebookApi.Create.builder(name, life.seconds(platform)).options(variables.variables());
    image.into(platform, request);
    source.into(platform, request);
    mounts.into(request);
    resources.into(platform, request);
    variables.partition().ifPresent(request::partition);
    Optional.ofNullable(life.jupyterLab).ifPresent(request::jupyterLabVersion);
    Optional.ofNullable(memo).ifPresent(request::memo);
    out().println(NotebookJob.start(platform.client(), request.build()).id());
    return 0;
  }

  @Command(
      name = "rerun",
      sortOptions = false,
      description = {
        "Runs a notebook again that was halted; what it runs is said anew, its files stay.",
        "Example: hibi kqi notebook rerun 4 --dataset 3 --hours 2"
      })
  int rerun(
      @Parameters(paramLabel = "ID", description = "The notebook.") long id,
      @Mixin ImageOptions image,
      @Mixin SourceOptions source,
      @Mixin MountOptions mounts,
      @Mixin ResourceOptions resources,
      @Mixin Life life,
      @Mixin Platform platform)
      throws IOException {
    NotebookApi.Rerun.Builder request = NotebookApi.Rerun.builder(life.seconds(platform));
    image.into(platform, request);
    source.into(platform, request);
    mounts.into(request);
    resources.into(platform, request);
    Optional.ofNullable(life.jupyterLab).ifPresent(request::jupyterLabVersion);
    NotebookJob.of(platform.client(), id).rerun(request.build());
    return 0;
  }

  @Command(
      name = "open",
      description = {
        "Waits until a notebook is up and prints its address, with the token that lets one in.",
        "Example: hibi kqi notebook open 4"
      })
  int open(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id,
      @Option(
              names = "--wait",
              paramLabel = "SECONDS",
              defaultValue = "600",
              description = "At most so long (default: ${DEFAULT-VALUE}).")
          long wait)
      throws IOException, InterruptedException, TimeoutException {
    platform.atLeast(0, "wait", wait);
    NotebookJob notebook = NotebookJob.of(platform.client(), id).policy(QUICK);
    out().println(notebook.awaitAddress(Duration.ofSeconds(wait)));
    return 0;
  }

  @Command(
      name = "list",
      description = {
        "Lists notebooks: favourites first, then the latest.",
        "Example: hibi kqi notebook list --status Running"
      })
  int list(
      @Mixin Platform platform,
      @Mixin Output output,
      @Option(names = "--status", paramLabel = "TEXT", description = "With such a status.")
          @Nullable String status,
      @Option(names = "--by", paramLabel = "TEXT", description = "Of users with such names.")
          @Nullable String user,
      @Mixin ListFilter filter,
      @Mixin Limit limit)
      throws IOException {
    NotebookApi.Query query =
        filter.apply(
            platform,
            NotebookApi.Query.all(),
            NotebookApi.Query::id,
            NotebookApi.Query::name,
            NotebookApi.Query::memo,
            NotebookApi.Query::createdAt);
    query = ListFilter.text(platform, query, user, NotebookApi.Query::createdBy);
    query = ListFilter.containing(platform, query, status, NotebookApi.Query::status);
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().notebooks().stream(query.pageSize(limit.pageSize(platform))),
            platform,
            err())
        .forEach(
            one ->
                rows.add(
                    List.of(one.id(), one.name(), one.status(), one.createdAt(), one.createdBy())));
    output.rows(out(), List.of("id", "name", "status", "created", "by"), rows);
    return 0;
  }

  @Command(
      name = "status",
      description = {"Shows how a notebook is.", "Example: hibi kqi notebook status 4"})
  int status(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id)
      throws IOException {
    NotebookApi.Details one = platform.client().notebooks().get(id);
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
            "jupyter lab",
            "seconds to live",
            "cpu",
            "memory",
            "gpu",
            "memo"),
        List.of(
            one.id(),
            one.name(),
            one.status(),
            one.conditionNote(),
            one.startedAt(),
            one.completedAt(),
            one.executionTime(),
            one.node(),
            one.dataSet().map(set -> set.id()),
            one.containerImage().map(ImageOptions::text),
            one.jupyterLabVersion(),
            one.expiresIn(),
            one.cpu(),
            one.memory(),
            one.gpu(),
            one.memo()));
    return 0;
  }

  @Command(
      name = "logs",
      description = {
        "Prints what a notebook has written to its log.",
        "Example: hibi kqi notebook logs 4"
      })
  int logs(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id)
      throws IOException {
    NotebookJob notebook = NotebookJob.of(platform.client(), id);
    return Followed.logSoFar(notebook.log(), notebook::details, out());
  }

  @Command(
      name = "files",
      description = {
        "Lists what is in a notebook's folder.",
        "Example: hibi kqi notebook files 4 --json"
      })
  int files(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id)
      throws IOException {
    List<List<?>> rows = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    OutputFiles.ofNotebook(platform.client(), id)
        .list(refused::add)
        .forEach(file -> rows.add(List.of(file.path(), file.size(), file.lastModified())));
    output.rows(out(), List.of("path", "bytes", "modified"), rows);
    return Fetched.leftOut(refused, err());
  }

  @Command(
      name = "download",
      description = {
        "Fetches what is in a notebook's folder; what is there already is not fetched again.",
        "Example: hibi kqi notebook download 4 --output drafts"
      })
  int download(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id,
      @Option(
              names = "--path",
              defaultValue = "/",
              description = "A folder in it (default: all of it).")
          String path,
      @Mixin FolderOption folder)
      throws IOException {
    KamonohashiClient client = platform.client();
    PrintWriter out = out();
    try (TransferBar bar = new TransferBar(err())) {
      Downloads downloads = Downloads.builder(client).listener(bar).build();
      Fetched.print(
          out, path, "notebook " + id, () -> downloads.notebookOutputs(id, path, folder.path()));
    }
    return 0;
  }

  @Command(
      name = "halt",
      description = {
        "Stops a notebook, which becomes Killed; it can be run again.",
        "Example: hibi kqi notebook halt 4"
      })
  int halt(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id)
      throws IOException {
    platform.client().notebooks().halt(id);
    return 0;
  }

  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Changes what is written about a notebook; what is not said stays.",
        "Example: hibi kqi notebook update 4 --memo 'for the report'"
      })
  int update(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The notebook.") long id,
      @Mixin EditOptions edit,
      @Mixin EditOptions.Favorite favorite)
      throws IOException {
    EditOptions.require(platform, edit.isSaid() || favorite.isSaid());
    NotebookApi.Edit changes =
        edit.apply(
            platform,
            NotebookApi.Edit.nothing(),
            NotebookApi.Edit::name,
            NotebookApi.Edit::memo,
            NotebookApi.Edit::clearMemo);
    changes = favorite.apply(changes, NotebookApi.Edit::favorite);
    platform.client().notebooks().edit(id, changes);
    return 0;
  }

  @Command(
      name = "delete",
      description = {
        "Deletes notebooks with their files; stops those that run.",
        "Example: hibi kqi notebook delete 4"
      })
  int delete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", arity = "1..*", description = "The notebooks.") List<Long> ids)
      throws IOException {
    KamonohashiClient client = platform.client();
    ids.forEach(client.notebooks()::delete);
    return 0;
  }
}
