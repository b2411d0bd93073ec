package dev.hibi.training;

import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several listeners, in order; all of them of a failure, only the asking ones the rest. One
 * that throws is left out from then on, and the others are told, unless it is essential or the run
 * only begins.
 */
final class ListenerGroup implements FitListener {
  private static final Logger log = LoggerFactory.getLogger(ListenerGroup.class);

  private final List<FitListener> listeners;

  ListenerGroup(List<FitListener> listeners) {
    this.listeners = new ArrayList<>(listeners);
  }

  /** Tells another one, too, after the others. */
  void add(FitListener listener) {
    listeners.add(listener);
  }

  @FunctionalInterface
  private interface Telling {
    void tell(FitListener listener) throws IOException;
  }

  private void tell(Telling telling) throws IOException {
    for (FitListener listener : List.copyOf(listeners)) {
      if (listeners.stream().noneMatch(other -> other == listener)) {
        continue; // left out while the others were told
      }
      try {
        telling.tell(listener);
      } catch (IOException | RuntimeException e) {
        if (listener.isEssential()) {
          throw e;
        }
        listeners.removeIf(other -> other == listener);
        onWarning(
            "listener left out: expected %s to go on, found '%s'"
                .formatted(
                    name(listener),
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
      }
    }
  }

  /** The class, also of one without a simple name. */
  private static String name(FitListener listener) {
    String name = listener.getClass().getName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public void onStart(RunStart start) throws IOException {
    for (FitListener listener : listeners) {
      listener.onStart(start); // nothing is lost yet by ending the run
    }
  }

  @Override
  public void onFeatures(String data, long done, long total) throws IOException {
    tell(listener -> listener.onFeatures(data, done, total));
  }

  @Override
  public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate)
      throws IOException {
    tell(listener -> listener.onStep(epoch, step, stepsPerEpoch, loss, learningRate));
  }

  @Override
  public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
    tell(listener -> listener.onEpoch(metrics, evaluation));
  }

  @Override
  public void onParameters(EpochMetrics metrics, StateDict weights, StateDict gradients)
      throws IOException {
    tell(
        listener -> {
          if (listener.watchesParameters()) {
            listener.onParameters(metrics, weights, gradients);
          }
        });
  }

  @Override
  public void onCheckpoint(long step) throws IOException {
    tell(listener -> listener.onCheckpoint(step));
  }

  @Override
  public void onWarning(String message) throws IOException {
    if (listeners.stream().allMatch(ProgressWatch.class::isInstance)) { // nobody hears it
      log.warn(message);
    }
    tell(listener -> listener.onWarning(message));
  }

  @Override
  public void onEnd(TrainingResult result) throws IOException {
    tell(listener -> listener.onEnd(result));
  }

  @Override
  public void onFailure(Throwable failure) {
    for (FitListener listener : listeners) {
      try {
        listener.onFailure(failure);
      } catch (IOException | RuntimeException | Error e) {
        if (e != failure) {
          failure.addSuppressed(e);
        }
      }
    }
  }

  @Override
  public int testFeatures() {
    return listeners.stream().mapToInt(FitListener::testFeatures).max().orElse(0);
  }

  @Override
  public boolean watchesParameters() {
    return listeners.stream().anyMatch(FitListener::watchesParameters);
  }
}
