package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.api.UploadApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code hibi kqi job} does to the platform's record of a job. */
@Command(addMethodSubcommands = false)
abstract class JobRecordCommands extends Group {
  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Changes what is written about a job; what is not said stays.",
        "Example: hibi kqi job update 5 --memo 'the best so far' --favorite"
      })
  public int update(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "The job.") long id,
      @Mixin EditOptions edit,
      @Mixin TagOptions tags,
      @Mixin EditOptions.Favorite favorite)
      throws IOException {
    EditOptions.require(platform, edit.isSaid() || tags.isSaid() || favorite.isSaid());
    TrainingApi.Edit changes =
        edit.apply(
            platform,
            TrainingApi.Edit.nothing(),
            TrainingApi.Edit::name,
            TrainingApi.Edit::memo,
            TrainingApi.Edit::clearMemo);
    changes = tags.apply(platform, changes, TrainingApi.Edit::tags);
    changes = favorite.apply(changes, TrainingApi.Edit::favorite);
    platform.client().training().edit(id, changes);
    return 0;
  }

  @Command(
      name = "delete",
      description = {
        "Deletes jobs with all they have made; stops those that run.",
        "Example: hibi kqi job delete 5 6"
      })
  public int delete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", arity = "1..*", description = "The jobs.") List<Long> ids)
      throws IOException {
    KamonohashiClient client = platform.client();
    ids.forEach(client.training()::delete);
    return 0;
  }

  @Command(
      name = "upload-file",
      description = {
        "Attaches files to a job. Prints the platform's id of each.",
        "Example: hibi kqi job upload-file 5 report.html"
      })
  public int uploadFile(
      @Mixin Platform platform,
      @Parameters(index = "0", paramLabel = "ID", description = "The job.") long id,
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
        UploadApi.TRAINING_ATTACHED,
        files,
        file -> client.training().addFile(id, file),
        out(),
        err());
    return 0;
  }

  @Command(
      name = "delete-file",
      description = {
        "Deletes files that were attached to a job, not the platform's own.",
        "Example: hibi kqi job delete-file 5 report.html"
      })
  public int deleteFile(@Mixin Platform platform, @Mixin AttachedFiles.Chosen chosen)
      throws IOException {
    long id = chosen.owner();
    TrainingApi calls = platform.client().training();
    chosen.delete(
        platform,
        "training " + id,
        () -> calls.files(id, false),
        TrainingApi.AttachedFile::fileName,
        TrainingApi.AttachedFile::fileId,
        file -> calls.deleteFile(id, file));
    return 0;
  }

  @Command(
      name = "complete",
      description = {
        "Calls a job that runs Completed, and ends it.",
        "Example: hibi kqi job complete 5"
      })
  public int complete(
      @Mixin Platform platform, @Parameters(paramLabel = "ID", description = "The job.") long id)
      throws IOException {
    platform.client().training().complete(id);
    return 0;
  }
}
