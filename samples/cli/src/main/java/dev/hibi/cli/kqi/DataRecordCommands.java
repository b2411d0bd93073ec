package dev.hibi.cli.kqi;

import dev.hibi.client.api.DataApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code hibi kqi data} shows and changes of the platform's record of data. */
@Command(addMethodSubcommands = false)
abstract class DataRecordCommands extends Group {
  @Command(
      name = "get",
      description = {"Shows data, without their content.", "Example: hibi kqi data get 7 --json"})
  public int get(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The data.") long id)
      throws IOException {
    DataApi.Details data = platform.client().data().get(id);
    output.fields(
        out(),
        List.of(
            "id",
            "name",
            "created",
            "by",
            "modified",
            "modified by",
            "tags",
            "memo",
            "made of",
            "files"),
        List.of(
            data.id(),
            data.name(),
            data.createdAt(),
            data.createdBy(),
            data.modifiedAt(),
            data.modifiedBy(),
            data.tags(),
            data.memo(),
            data.parentDataId(),
            data.fileNames()));
    return 0;
  }

  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Changes what is written about data; what is not said stays.",
        "Example: hibi kqi data update 7 --name bridge --tag 2026 --tag checked"
      })
  public int update(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The data.") long id,
      @Mixin EditOptions edit,
      @Mixin TagOptions tags)
      throws IOException {
    EditOptions.require(platform, edit.isSaid() || tags.isSaid());
    DataApi.Edit changes =
        edit.apply(
            platform,
            DataApi.Edit.nothing(),
            DataApi.Edit::name,
            DataApi.Edit::memo,
            DataApi.Edit::clearMemo);
    platform.client().data().edit(id, tags.apply(platform, changes, DataApi.Edit::tags));
    return 0;
  }

  @Command(
      name = "list-files",
      description = {"Lists the files of data, by name.", "Example: hibi kqi data list-files 7"})
  public int listFiles(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The data.") long id)
      throws IOException {
    List<List<?>> rows = new ArrayList<>();
    for (DataApi.DataFile file : platform.client().data().files(id, false)) {
      rows.add(List.of(file.fileId(), file.fileName()));
    }
    output.rows(out(), List.of("file id", "name"), rows);
    return 0;
  }

  @Command(
      name = "delete-file",
      description = {
        "Deletes files of data that no locked data set has.",
        "Example: hibi kqi data delete-file 7 blurred.jpg"
      })
  public int deleteFile(@Mixin Platform platform, @Mixin AttachedFiles.Chosen chosen)
      throws IOException {
    long id = chosen.owner();
    DataApi calls = platform.client().data();
    chosen.delete(
        platform,
        "data " + id,
        () -> calls.files(id, false),
        DataApi.DataFile::fileName,
        DataApi.DataFile::fileId,
        file -> calls.deleteFile(id, file));
    return 0;
  }
}
