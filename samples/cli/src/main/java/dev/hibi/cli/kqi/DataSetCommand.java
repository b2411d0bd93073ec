package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.transfer.Downloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi dataset}. */
@Command(name = "dataset", description = "Data sets: data by type.", addMethodSubcommands = false)
final class DataSetCommand extends DataSetRecordCommands {
  private static final List<String> COLUMNS =
      List.of("id", "name", "created", "by", "flat", "memo");

  private static final List<String> DATA = List.of("type", "data", "name");

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
    out().println(id);
    return 0;
  }

  @Command(name = "list", description = "Lists data sets, the latest first.")
  int list(
      @Mixin Platform platform, @Mixin Output output, @Mixin ListFilter filter, @Mixin Limit limit)
      throws IOException {
    DataSetApi.Query query =
        filter.apply(
            platform,
            DataSetApi.Query.all(),
            DataSetApi.Query::id,
            DataSetApi.Query::name,
            DataSetApi.Query::memo,
            DataSetApi.Query::createdAt);
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().dataSets().stream(query.pageSize(limit.pageSize(platform))),
            platform,
            err())
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
    output.rows(out(), COLUMNS, rows);
    return 0;
  }

  @Command(name = "show", description = "Shows what is in a data set.")
  int show(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The data set.") long id)
      throws IOException {
    DataSetApi.Details set = platform.client().dataSets().get(id);
    PrintWriter out = out();
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
      @Mixin FolderOption folder)
      throws IOException {
    KamonohashiClient client = platform.client();
    try (TransferBar bar = new TransferBar(err())) {
      Downloads downloads = Downloads.builder(client).listener(bar).build();
      Fetched.print(out(), () -> downloads.dataSet(id, folder.path()));
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
