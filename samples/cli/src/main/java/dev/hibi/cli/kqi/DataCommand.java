package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.transfer.DataUpload;
import dev.hibi.client.transfer.Downloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi data}. */
@Command(name = "data", description = "Data: files under a name.", addMethodSubcommands = false)
final class DataCommand extends DataRecordCommands {
  @Command(
      name = "upload",
      description = {
        "Uploads files as new data, or as more files of data that are there (--id).",
        "A folder without folders is its files; one with folders is sent as FOLDER.zip.",
        "Prints the data's id. With --resume-file an upload that was cut off goes on; without, what a"
            + " Ctrl-C leaves is removed."
      })
  int upload(
      @Mixin Platform platform,
      @Option(names = "--name", description = "Name of the new data.") @Nullable String name,
      @Option(names = "--id", paramLabel = "ID", description = "Data that are there.")
          @Nullable Long id,
      @Option(names = "--memo", defaultValue = "", description = "A memo of the new data.")
          String memo,
      @Option(names = "--tag", description = "A tag of the new data; again for another.")
          @Nullable List<String> tags,
      @Option(
              names = "--resume-file",
              paramLabel = "FILE",
              description = "Remembers what was sent; deleted in the end.")
          @Nullable Path resumeFile,
      @Option(
              names = "--connections",
              paramLabel = "N",
              defaultValue = "4",
              description = "Parts on their way at a time (default: ${DEFAULT-VALUE}).")
          int connections,
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "What is uploaded.")
          List<Path> files)
      throws IOException {
    KamonohashiClient client = platform.client();
    DataUpload.Builder builder;
    if (name != null && id == null) {
      builder = DataUpload.builder(client, name).memo(memo).tags(tags == null ? List.of() : tags);
    } else if (id != null && name == null) {
      builder = DataUpload.builder(client, id);
    } else {
      throw platform.wrong(
          "unclear data: expected one of --name and --id, found "
              + (name == null ? "neither" : "both"));
    }
    try (TransferBar bar = new TransferBar(err());
        PackedFolders packed = PackedFolders.of(files, resumeFile)) {
      if (resumeFile != null) {
        builder.resumeFile(resumeFile);
      }
      builder.files(packed.files()).connections(connections).listener(bar);
      long data = InterruptOnExit.during(platform.usage(builder::build)::run);
      packed.sent();
      out().println(data);
    }
    return 0;
  }

  @Command(name = "list", description = "Lists data, the latest first.")
  int list(
      @Mixin Platform platform,
      @Mixin Output output,
      @Option(names = "--tag", description = "That have a tag; again for another.")
          @Nullable List<String> tags,
      @Option(names = "--by", paramLabel = "TEXT", description = "Of users with such names.")
          @Nullable String user,
      @Mixin ListFilter filter,
      @Mixin Limit limit)
      throws IOException {
    DataApi.Query query =
        filter.apply(
            platform,
            DataApi.Query.all(),
            DataApi.Query::id,
            DataApi.Query::name,
            DataApi.Query::memo,
            DataApi.Query::createdAt);
    query = ListFilter.text(platform, query, user, DataApi.Query::createdBy);
    if (tags != null) {
      query = query.tags(tags);
    }
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().data().stream(query.pageSize(limit.pageSize(platform))),
            platform,
            err())
        .forEach(
            data ->
                rows.add(
                    List.of(
                        data.id(),
                        data.name(),
                        data.createdAt(),
                        data.createdBy(),
                        data.tags(),
                        data.memo())));
    output.rows(out(), List.of("id", "name", "created", "by", "tags", "memo"), rows);
    return 0;
  }

  @Command(
      name = "download",
      description = "Fetches the files of data; what is there already is not fetched again.")
  int download(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The data.") long id,
      @Mixin FolderOption folder,
      @Option(
              names = "--connections",
              paramLabel = "N",
              defaultValue = "4",
              description = "Ranges on their way at a time (default: ${DEFAULT-VALUE}).")
          int connections)
      throws IOException {
    KamonohashiClient client = platform.client();
    try (TransferBar bar = new TransferBar(err())) {
      Downloads downloads =
          platform.usage(Downloads.builder(client).connections(connections).listener(bar)::build);
      Fetched.print(out(), () -> downloads.data(id, folder.path()));
    }
    return 0;
  }

  @Command(name = "delete", description = "Deletes data with their files.")
  int delete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", arity = "1..*", description = "The data.") List<Long> ids)
      throws IOException {
    KamonohashiClient client = platform.client();
    ids.forEach(client.data()::delete);
    return 0;
  }
}
