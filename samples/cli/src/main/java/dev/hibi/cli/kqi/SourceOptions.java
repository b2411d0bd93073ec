package dev.hibi.cli.kqi;

import dev.hibi.client.api.ContainerBuilder;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.job.TrainingRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The source that a container gets, and what it runs there. */
final class SourceOptions {
  @Option(names = "--repository", paramLabel = "OWNER/NAME", description = "The source.")
  private @Nullable String repository;

  @Option(names = "--git", paramLabel = "ID", description = "Git endpoint (default: the tenant's).")
  private @Nullable Long git;

  @Option(names = "--branch", description = "Default: master.")
  private @Nullable String branch;

  @Option(names = "--commit", description = "Default: the branch's latest.")
  private @Nullable String commit;

  @Option(
      names = "--entry-point",
      paramLabel = "COMMAND",
      description = "What is run, in the source's folder.")
  private @Nullable String entryPoint;

  /** Says it to a request. */
  void into(Platform platform, ContainerBuilder<?> request) {
    String name = repository;
    if (name != null) {
      GitCommit source = platform.usage(() -> source(name));
      source = git == null ? source : source.git(git);
      source = branch == null ? source : source.branch(branch);
      request.gitModel(commit == null ? source : source.commit(commit));
    } else if (git != null || branch != null || commit != null) {
      throw platform.wrong(
          "no repository: expected --repository with --git, --branch and --commit, found none");
    }
    Optional.ofNullable(entryPoint).ifPresent(request::entryPoint);
  }

  /** Says it to a training's request, where it may be said already. */
  void into(TrainingRequest.Builder request) {
    Optional.ofNullable(repository).ifPresent(name -> request.source(source(name)));
    Optional.ofNullable(git).ifPresent(request::git);
    Optional.ofNullable(branch).ifPresent(request::branch);
    Optional.ofNullable(commit).ifPresent(request::commit);
    Optional.ofNullable(entryPoint).ifPresent(request::entryPoint);
  }

  private static GitCommit source(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "bad repository: expected OWNER/NAME, found '%s'".formatted(text));
    }
    return GitCommit.of(text.substring(0, slash), text.substring(slash + 1));
  }
}
