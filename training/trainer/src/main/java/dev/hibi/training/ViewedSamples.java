package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import java.util.List;

/**
 * The same samples, seen several times: epochs of training take the views by turns.
 *
 * @param views at least one
 */
record ViewedSamples(List<FeatureSamples> views) implements Samples {
  /** Copies the list. */
  ViewedSamples {
    views = List.copyOf(views);
  }

  @Override
  public long size() {
    return views.get(0).size();
  }

  @Override
  public Iterable<Batch> forTraining(NDManager manager, int epoch, long done) {
    return views.get(epoch % views.size()).forTraining(manager, epoch, done);
  }

  @Override
  public Iterable<Batch> forEvaluation(NDManager manager) {
    return views.get(0).forEvaluation(manager);
  }
}
