package dev.hibi.cli.kqi;

import dev.hibi.client.api.DataSetApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code hibi kqi dataset} shows and changes of the platform's record of a data set. */
@Command(addMethodSubcommands = false)
abstract class DataSetRecordCommands extends Group {
  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Gives a data set that is not locked other data; name and memo stay.",
        "Example: hibi kqi dataset update 3 --training 7,8 --testing 9"
      })
  public int update(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The data set.") long id,
      @Mixin EntryOptions entries)
      throws IOException {
    DataSetApi.Entries other =
        entries.choose(platform, DataSetApi.Entries::typed, DataSetApi.Entries::flat);
    platform.client().dataSets().replaceEntries(id, other);
    return 0;
  }

  @Command(
      name = "update-meta-info",
      sortOptions = false,
      description = {
        "Changes a data set's name and memo, also of one that is locked.",
        "Example: hibi kqi dataset update-meta-info 3 --memo 'without the tunnel'"
      })
  public int updateMetaInfo(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The data set.") long id,
      @Mixin EditOptions edit)
      throws IOException {
    EditOptions.require(platform, edit.isSaid());
    DataSetApi.Edit changes =
        edit.apply(
            platform,
            DataSetApi.Edit.nothing(),
            DataSetApi.Edit::name,
            DataSetApi.Edit::memo,
            DataSetApi.Edit::clearMemo);
    platform.client().dataSets().edit(id, changes);
    return 0;
  }

  @Command(
      name = "list-path-pairs",
      description = {
        "Lists where a container finds each file, below /kqi/input, and where the storage has it.",
        "Example: hibi kqi dataset list-path-pairs 3 --json"
      })
  public int listPathPairs(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The data set.") long id)
      throws IOException {
    List<List<?>> rows = new ArrayList<>();
    for (DataSetApi.PathPair pair : platform.client().dataSets().pathPairs(id)) {
      rows.add(List.of(pair.dataPath(), pair.storedPath()));
    }
    output.rows(out(), List.of("path", "stored path"), rows);
    return 0;
  }

  @Command(
      name = "list-data-types",
      description = {
        "Lists the types that a data set may have.",
        "Example: hibi kqi dataset list-data-types"
      })
  public int listDataTypes(@Mixin Platform platform, @Mixin Output output) throws IOException {
    List<List<?>> rows = new ArrayList<>();
    for (DataSetApi.DataType type : platform.client().dataSets().dataTypes()) {
      rows.add(List.of(type.id(), type.name()));
    }
    output.rows(out(), List.of("id", "name"), rows);
    return 0;
  }
}
