package dev.hibi.training;

import dev.hibi.model.ModelDescription;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run gave.
 *
 * @param model the directory of the finished model
 * @param description what the model is and where it comes from
 * @param evaluation of the model, on the test data
 * @param history of all epochs, those before a resume among them
 * @param selectedEpoch the epoch whose weights the model has, from 1
 * @param featureSeconds wall time of computing features, in this process or before a resume; 0
 *     where none are needed
 * @param featureWaitSeconds of these those that images were waited for
 */
public record TrainingResult(
    Path model,
    ModelDescription description,
    Evaluation evaluation,
    List<EpochMetrics> history,
    int selectedEpoch,
    double featureSeconds,
    double featureWaitSeconds) {
  /** Copies the history. */
  public TrainingResult {
    history = List.copyOf(history);
  }

  /** Share of the time of computing features and training that waited for images, 0 to 1. */
  public double dataWaitShare() {
    double seconds =
        featureSeconds + history.stream().mapToDouble(EpochMetrics::trainSeconds).sum();
    double waited =
        featureWaitSeconds
            + history.stream()
                .mapToDouble(epoch -> epoch.trainSeconds() * epoch.dataWaitShare())
                .sum();
    return seconds > 0 ? waited / seconds : 0;
  }

  /** Wall time of features, training and tests, over all epochs. */
  public double trainSeconds() {
    return featureSeconds
        + history.stream()
            .mapToDouble(epoch -> epoch.trainSeconds() + epoch.measureSeconds())
            .sum();
  }
}
