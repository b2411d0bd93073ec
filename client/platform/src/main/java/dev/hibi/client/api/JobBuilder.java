package dev.hibi.client.api;

import java.util.List;
import java.util.Optional;

/**
 * What requests for an inference and for a notebook are given by the same names.
 *
 * @param <B> the builder itself
 */
public abstract class JobBuilder<B extends JobBuilder<B>> extends ContainerBuilder<B> {
  Optional<Long> dataSetId = Optional.empty();
  List<Long> parentIds = List.of();
  List<Long> inferenceIds = List.of();
  Optional<Boolean> localDataSet = Optional.empty();

  JobBuilder() {}

  /** The data set. */
  public B dataSetId(long dataSetId) {
    this.dataSetId = Optional.of(dataSetId);
    return self();
  }

  /** Trainings whose output is mounted. */
  public B parentIds(List<Long> parentIds) {
    this.parentIds = List.copyOf(parentIds);
    return self();
  }

  /** Inferences whose output is mounted. */
  public B inferenceIds(List<Long> inferenceIds) {
    this.inferenceIds = List.copyOf(inferenceIds);
    return self();
  }

  /** Whether the data set is copied to the node. */
  public B localDataSet(boolean localDataSet) {
    this.localDataSet = Optional.of(localDataSet);
    return self();
  }
}
