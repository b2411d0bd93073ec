package dev.hibi.cli.kqi;

import dev.hibi.client.api.Container;
import dev.hibi.client.api.ContainerBuilder;
import dev.hibi.client.api.GitCommit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container runs: image, source, command. */
final class ContainerOptions {
  @Option(names = "--image", paramLabel = "IMAGE:TAG", description = "The container's image.")
  private @Nullable String image;

  @Option(names = "--registry", paramLabel = "ID", description = "Default: the tenant's.")
  private @Nullable Long registry;

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
    String imageName = image;
    if (imageName != null) {
      Container.Image named = platform.usage(() -> JobOptions.image(imageName));
      request.containerImage(registry == null ? named : named.registry(registry));
    } else if (registry != null) {
      throw platform.wrong("no image: expected --image with --registry, found none");
    }
    if (repository != null) {
      request.gitModel(source(platform, repository));
    } else if (git != null || branch != null || commit != null) {
      throw platform.wrong(
          "no repository: expected --repository with --git, --branch and --commit, found none");
    }
    if (entryPoint != null) {
      request.entryPoint(entryPoint);
    }
  }

  private GitCommit source(Platform platform, String name) {
    GitCommit source = platform.usage(() -> JobOptions.source(name));
    source = git == null ? source : source.git(git);
    source = branch == null ? source : source.branch(branch);
    return commit == null ? source : source.commit(commit);
  }
}
