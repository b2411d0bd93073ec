package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.CodeUpload;
import dev.hibi.client.job.LocalCode;
import dev.hibi.client.job.TrainingRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Source code of this machine for a job. */
final class CodeOption {
  @Option(
      names = "--upload-code",
      paramLabel = "DIR",
      description =
          "Send this folder as data and unpack it in /kqi/git: of a Git work tree what is not"
              + " ignored. The repository may be any.")
  private @Nullable Path folder;

  @Option(
      names = "--upload-changes",
      paramLabel = "DIR",
      description =
          "Send what is not committed in this Git work tree; the job gets its latest commit, which"
              + " must have been pushed, with the changes.")
  private @Nullable Path changes;

  /** The request with the code that was asked for, which is uploaded. */
  TrainingRequest in(Platform platform, KamonohashiClient client, TrainingRequest request)
      throws IOException {
    if (folder != null && changes != null) {
      throw platform.wrong(
          "unclear code: expected one of --upload-code and --upload-changes, found both");
    }
    if (folder != null) {
      return CodeUpload.send(client, request.name(), LocalCode.folder(folder)).in(request);
    }
    if (changes != null) {
      LocalCode code = LocalCode.changes(changes);
      return code.isEmpty() && code.commit().isPresent()
          ? request.toBuilder().commit(code.commit().get()).build()
          : CodeUpload.send(client, request.name(), code).in(request);
    }
    return request;
  }
}
