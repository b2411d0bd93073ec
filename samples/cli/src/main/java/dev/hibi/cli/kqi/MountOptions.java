package dev.hibi.cli.kqi;

import dev.hibi.client.api.JobBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container finds of the platform's: a data set, what jobs have made. */
final class MountOptions {
  @Option(names = "--dataset", paramLabel = "ID", description = "The data set.")
  private @Nullable Long dataSet;

  @Option(
      names = "--parent",
      paramLabel = "ID",
      description = "A training whose output is mounted; again for another.")
  private List<Long> parents = List.of();

  @Option(
      names = "--inference",
      paramLabel = "ID",
      description = "An inference whose output is mounted; again for another.")
  private List<Long> inferences = List.of();

  @Option(names = "--local-dataset", description = "Copy the data set to the node.")
  private boolean localDataSet;

  /** Says it to a request. */
  void into(JobBuilder<?> request) {
    Optional.ofNullable(dataSet).ifPresent(request::dataSetId);
    request.parentIds(parents).inferenceIds(inferences).localDataSet(localDataSet);
  }
}
