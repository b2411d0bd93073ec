package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a job runs, on what. */
final class JobOptions {
  @Option(names = "--name", description = "The job's name.")
  private @Nullable String name;

  @Option(
      names = "--from",
      paramLabel = "ID",
      description = "As this job, but for what else is said.")
  private @Nullable Long from;

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description =
          "As this file says, but for what else is said: YAML or JSON, as 'job spec' writes it.")
  private @Nullable Path specFile;

  @Option(names = "--image", paramLabel = "IMAGE:TAG", description = "The container's image.")
  private @Nullable String image;

  @Option(names = "--registry", paramLabel = "ID", description = "Default: the tenant's.")
  private @Nullable Long registry;

  @Option(names = "--dataset", paramLabel = "ID", description = "The data set.")
  private @Nullable Long dataSet;

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

  @Option(names = "--cpu", paramLabel = "N", description = "Cores (default: 1).")
  private @Nullable Integer cpu;

  @Option(names = "--memory", paramLabel = "GB", description = "Memory (default: 1).")
  private @Nullable Integer memory;

  @Option(names = "--gpu", paramLabel = "N", description = "GPUs (default: 0).")
  private @Nullable Integer gpu;

  @Option(names = "--partition", description = "Part of the cluster (default: any).")
  private @Nullable String partition;

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "A variable of the job's environment; again for another.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(names = "--port", paramLabel = "N", description = "A port to open; again for another.")
  private List<Integer> ports = List.of();

  @Option(
      names = "--parent",
      paramLabel = "ID",
      description = "A job whose output is mounted; again for another.")
  private List<Long> parents = List.of();

  @Option(
      names = "--submission-id",
      paramLabel = "TEXT",
      description = "What tells this job from others: with the same, none is started twice.")
  private @Nullable String submissionId;

  @Option(names = "--memo", description = "A memo.")
  private @Nullable String memo;

  @Option(names = "--tag", description = "A tag; again for another.")
  private @Nullable List<String> tags;

  @Option(names = "--zip", description = "Keep the output as a zip file, too.")
  private boolean zip;

  @Option(names = "--local-dataset", description = "Copy the data set to the node.")
  private boolean localDataSet;

  /** As a request; what is wrong with it is the user's mistake. */
  TrainingRequest request(Platform platform, KamonohashiClient client) throws IOException {
    TrainingRequest.Builder builder;
    if (from != null && specFile != null) {
      throw platform.wrong("unclear job: expected one of --from and --spec, found both");
    }
    if (specFile != null) {
      String json = SpecText.json(WholeFiles.readText(specFile), specFile, name);
      builder = platform.usage(() -> TrainingSpec.read(json));
    } else if (from != null) {
      TrainingRequest like = TrainingRequest.copyOf(client, from).build();
      builder = name == null ? like.toBuilder() : like.toBuilder(name);
    } else if (name != null) {
      builder = TrainingRequest.builder(name);
    } else {
      throw platform.wrong("missing option: expected --name, --from or --spec, found none");
    }
    return platform.usage(() -> apply(builder).build());
  }

  /** Starts it, or finds the one that was started with the same submission id. */
  TrainingJob start(KamonohashiClient client, TrainingRequest request) {
    return submissionId == null
        ? TrainingJob.start(client, request)
        : TrainingJob.startOnce(client, request);
  }

  private TrainingRequest.Builder apply(TrainingRequest.Builder builder) {
    given(image, text -> builder.image(image(text)));
    given(repository, text -> builder.source(source(text)));
    given(git, builder::git);
    given(branch, builder::branch);
    given(commit, builder::commit);
    given(registry, builder::registry);
    given(dataSet, builder::dataSet);
    given(entryPoint, builder::entryPoint);
    given(cpu, builder::cpu);
    given(memory, builder::memoryGb);
    given(gpu, builder::gpu);
    given(partition, builder::partition);
    given(memo, builder::memo);
    given(tags, builder::tags);
    given(submissionId, builder::submissionId);
    given(zip ? true : null, builder::zip);
    given(localDataSet ? true : null, builder::localDataSet);
    ports.forEach(builder::port);
    parents.forEach(builder::parent);
    return builder.options(options);
  }

  /** What is not said stays as it is. */
  private static <T> void given(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /** The registry's host may have a port, so the last colon after the last slash counts. */
  static Container.Image image(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= text.lastIndexOf('/')) {
      throw new IllegalArgumentException(
          "bad image: expected IMAGE:TAG, found '%s'".formatted(text));
    }
    return Container.Image.of(text.substring(0, colon), text.substring(colon + 1));
  }

  static GitCommit source(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "bad repository: expected OWNER/NAME, found '%s'".formatted(text));
    }
    return GitCommit.of(text.substring(0, slash), text.substring(slash + 1));
  }
}
