package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.client.KamonohashiClient;
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
import picocli.CommandLine.Mixin;
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

  @Mixin private ImageOptions image = new ImageOptions();

  @Option(names = "--dataset", paramLabel = "ID", description = "The data set.")
  private @Nullable Long dataSet;

  @Mixin private SourceOptions source = new SourceOptions();

  @Mixin private ResourceOptions resources = new ResourceOptions();

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
    image.into(builder);
    given(dataSet, builder::dataSet);
    source.into(builder);
    resources.into(builder);
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
}
