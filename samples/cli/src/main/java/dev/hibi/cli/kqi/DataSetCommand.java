package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.Filter;
import dev.hibi.client.transfer.Downloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi kqi dataset}. */
@Command(name = "dataset", description = "Data sets: data by type.", addMethodSubcommands = false)
final class DataSetCommand extends DataSetRecordCommands {
  private static final List<String> COLUMNS =
      List.of("id", "name", "created", "by", "flat", "memo");

  private static final List<String> DATA = List.of("type", "data", "name");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "create",
      sortOptions = false,
      description = "Makes a data set of data that are there. Prints its id.")
  int create(
      @Mixin Platform platform,
      @Parameters(paramLabel = "NAME", description = "Its name.") String name,
      @Mixin EntryOptions entries,
      @Option(names = "--memo", defaultValue = "", description = "A memo.") String memo)
      throws IOException {
    DataSetApi.Create dataSet =
        entries.choose(
            platform,
            typed -> DataSetApi.Create.typed(name, typed),
            flat -> DataSetApi.Create.flat(name, flat));
    long id = platform.client().dataSets().create(dataSet.memo(memo)).id();
    spec.commandLine().getOut().println(id);
    return 0;
  }

  @Command(name = "list", description = "Lists data sets, the latest first.")
  int list(
      @Mixin Platform platform,
      @Mixin Output output,
      @Option(names = "--name", paramLabel = "TEXT", description = "Names that contain a text.")
          @Nullable String name,
      @Mixin ListFilter filter,
      @Mixin Limit limit)
      throws IOException {
    DataSetApi.Query all =
        filter.apply(
            platform,
            DataSetApi.Query.all(),
            DataSetApi.Query::id,
            DataSetApi.Query::memo,
            DataSetApi.Query::createdAt);
    DataSetApi.Query query =
        name == null ? all : all.name(platform.usage(() -> Filter.Text.contains(name)));
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().dataSets().stream(query.pageSize(limit.pageSize(platform))),
            platform,
            spec.commandLine().getErr())
        .forEach(
            set ->
                rows.add(
                    List.of(
                        set.id(),
                        set.name(),
                        set.createdAt(),
                        set.createdBy(),
                        set.isFlat(),
                        set.memo())));
    output.rows(spec.commandLine().getOut(), COLUMNS, rows);
    return 0;
  }

  @Command(name = "show", description = "Shows what is in a data set.")
  int show(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The data set.") long id)
      throws IOException {
    DataSetApi.Details set = platform.client().dataSets().get(id);
    PrintWriter out = spec.commandLine().getOut();
    List<List<?>> rows = rows(set);
    PrintWriter words = output.words(out);
    words.printf("%d  %s%s%n", set.id(), set.name(), set.isLocked() ? "  (locked)" : "");
    Output.table(words, DATA, rows);
    output.json(
        out,
        List.of("id", "name", "flat", "locked", "created", "by", "memo", "data"),
        List.of(
            set.id(),
            set.name(),
            set.isFlat(),
            set.isLocked(),
            set.createdAt(),
            set.createdBy(),
            set.memo(),
            Output.objects(DATA, rows)));
    return 0;
  }

  private static List<List<?>> rows(DataSetApi.Details set) {
    List<List<?>> rows = new ArrayList<>();
    set.entries()
        .forEach(
            (type, data) -> data.forEach(one -> rows.add(List.of(type, one.id(), one.name()))));
    set.flatEntries().forEach(one -> rows.add(List.of("", one.id(), one.name())));
    return rows;
  }

  @Command(
      name = "download",
      description = "Fetches the files of a data set as a container has them: TYPE/DATA_ID/FILE.")
  int download(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The data set.") long id,
      @Option(
              names = "--output",
              paramLabel = "DIR",
              required = true,
              description = "Where to; made if it is not there.")
          Path folder)
      throws IOException {
    KamonohashiClient client = platform.client();
    try (TransferBar bar = new TransferBar(spec.commandLine().getErr())) {
      Downloads downloads = Downloads.builder(client).listener(bar).build();
      Fetched.print(spec.commandLine().getOut(), () -> downloads.dataSet(id, folder));
    }
    return 0;
  }

  @Command(name = "delete", description = "Deletes data sets, not their data.")
  int delete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", arity = "1..*", description = "The data sets.") List<Long> ids)
      throws IOException {
    KamonohashiClient client = platform.client();
    ids.forEach(client.dataSets()::delete);
    return 0;
  }
}
