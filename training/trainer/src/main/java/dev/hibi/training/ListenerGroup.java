package dev.hibi.training;

import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.List;

/** Tells several listeners, in order; all of them of a failure, only the asking ones the rest. */
record ListenerGroup(List<FitListener> listeners) implements FitListener {
  ListenerGroup {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void onStart(RunStart start) throws IOException {
    for (FitListener listener : listeners) {
      listener.onStart(start);
    }
  }

  @Override
  public void onWarning(String message) throws IOException {
    for (FitListener listener : listeners) {
      listener.onWarning(message);
    }
  }

  @Override
  public void onFeatures(String data, long done, long total) throws IOException {
    for (FitListener listener : listeners) {
      listener.onFeatures(data, done, total);
    }
  }

  @Override
  public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate)
      throws IOException {
    for (FitListener listener : listeners) {
      listener.onStep(epoch, step, stepsPerEpoch, loss, learningRate);
    }
  }

  @Override
  public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
    for (FitListener listener : listeners) {
      listener.onEpoch(metrics, evaluation);
    }
  }

  @Override
  public void onParameters(EpochMetrics metrics, StateDict weights, StateDict gradients)
      throws IOException {
    for (FitListener listener : listeners) {
      if (listener.watchesParameters()) {
        listener.onParameters(metrics, weights, gradients);
      }
    }
  }

  @Override
  public void onEnd(TrainingResult result) throws IOException {
    for (FitListener listener : listeners) {
      listener.onEnd(result);
    }
  }

  @Override
  public void onFailure(Exception failure) {
    for (FitListener listener : listeners) {
      try {
        listener.onFailure(failure);
      } catch (IOException | RuntimeException e) {
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
