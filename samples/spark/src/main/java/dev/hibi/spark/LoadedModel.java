package dev.hibi.spark;

import dev.hibi.model.Classifier;
import dev.hibi.model.engine.PyTorch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The model that this JVM has loaded, once for all of an executor's tasks, which share it.
 *
 * <p>It stays when a task ends, for the next one, and goes when tasks ask for another and nobody
 * uses it any more. Kept by the JVM, not by an object: Spark gives tasks no place of their own that
 * outlives them.
 */
final class LoadedModel implements AutoCloseable {
  private static @Nullable LoadedModel latest;

  private final String key;
  private final Classifier classifier;
  private int users;
  private boolean replaced;

  private LoadedModel(String key, Classifier classifier) {
    this.key = key;
    this.classifier = classifier;
  }

  /** A share of it, to be closed when the task ends. */
  static LoadedModel of(ShippedModel model) throws IOException {
    synchronized (LoadedModel.class) {
      String key = model.sha256() + " " + model.precision() + " " + model.familiarity();
      LoadedModel loaded = latest;
      if (loaded == null || !loaded.key.equals(key)) {
        PyTorch.computeThreads(model.threads());
        LoadedModel next = new LoadedModel(key, model.load());
        if (loaded != null) {
          loaded.replaced = true;
          loaded.closeUnused();
        }
        latest = next;
        loaded = next;
      }
      loaded.users++;
      return loaded;
    }
  }

  Classifier classifier() {
    return classifier;
  }

  @Override
  public void close() {
    synchronized (LoadedModel.class) {
      users--;
      closeUnused();
    }
  }

  private void closeUnused() {
    if (replaced && users == 0) {
      classifier.close();
    }
  }
}
