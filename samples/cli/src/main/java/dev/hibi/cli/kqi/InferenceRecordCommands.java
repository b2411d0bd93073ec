package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.api.UploadApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code hibi kqi inference} does to the platform's record of an inference. */
@Command(addMethodSubcommands = false)
abstract class InferenceRecordCommands extends Group {
  @Command(
      name = "halt",
      description = {
        "Stops an inference, which becomes Killed.",
        "Example: hibi kqi inference halt 2 --cancel"
      })
  public int halt(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The inference.") long id,
      @Option(names = "--cancel", description = "It becomes UserCanceled instead.") boolean cancel)
      throws IOException {
    InferenceApi calls = platform.client().inference();
    if (cancel) {
      calls.cancel(id);
    } else {
      calls.halt(id);
    }
    return 0;
  }

  @Command(
      name = "complete",
      description = {
        "Calls an inference that runs Completed, and ends it.",
        "Example: hibi kqi inference complete 2"
      })
  public int complete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The inference.") long id)
      throws IOException {
    platform.client().inference().complete(id);
    return 0;
  }

  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Changes what is written about an inference; what is not said stays.",
        "Example: hibi kqi inference update 2 --name bridges --no-favorite"
      })
  public int update(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The inference.") long id,
      @Mixin EditOptions edit,
      @Mixin EditOptions.Favorite favorite)
      throws IOException {
    EditOptions.require(platform, edit.isSaid() || favorite.isSaid());
    TrainingApi.Edit changes =
        edit.apply(
            platform,
            TrainingApi.Edit.nothing(),
            TrainingApi.Edit::name,
            TrainingApi.Edit::memo,
            TrainingApi.Edit::clearMemo);
    changes = favorite.apply(changes, TrainingApi.Edit::favorite);
    platform.client().inference().edit(id, changes);
    return 0;
  }

  @Command(
      name = "delete",
      description = {
        "Deletes inferences with all they have made; stops those that run.",
        "Example: hibi kqi inference delete 2"
      })
  public int delete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", arity = "1..*", description = "The inferences.")
          List<Long> ids)
      throws IOException {
    KamonohashiClient client = platform.client();
    ids.forEach(client.inference()::delete);
    return 0;
  }

  @Command(
      name = "upload-file",
      description = {
        "Attaches files to an inference. Prints the platform's id of each.",
        "Example: hibi kqi inference upload-file 2 report.html"
      })
  public int uploadFile(
      @Mixin Platform platform,
      @Parameters(index = "0", paramLabel = "ID", description = "The inference.") long id,
      @Parameters(
              index = "1..*",
              paramLabel = "FILE",
              arity = "1..*",
              description = "What is attached.")
          List<Path> files)
      throws IOException {
    KamonohashiClient client = platform.client();
    AttachedFiles.send(
        client,
        UploadApi.INFERENCE_ATTACHED,
        files,
        file -> client.inference().addFile(id, file),
        out(),
        err());
    return 0;
  }

  @Command(
      name = "delete-file",
      description = {
        "Deletes files that were attached to an inference, not the platform's own.",
        "Example: hibi kqi inference delete-file 2 report.html"
      })
  public int deleteFile(@Mixin Platform platform, @Mixin AttachedFiles.Chosen chosen)
      throws IOException {
    long id = chosen.owner();
    InferenceApi calls = platform.client().inference();
    chosen.delete(
        platform,
        "inference " + id,
        () -> calls.files(id, false),
        TrainingApi.AttachedFile::fileName,
        TrainingApi.AttachedFile::fileId,
        file -> calls.deleteFile(id, file));
    return 0;
  }
}
