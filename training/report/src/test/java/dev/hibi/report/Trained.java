package dev.hibi.report;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.model.Backbone;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.training.LearningRateSchedule;
import dev.hibi.training.RunSettings;
import dev.hibi.training.TrainingMode;
import java.util.Map;
import java.util.Optional;

/** A model that somebody trained. */
final class Trained {
  static final ClassLabels LABELS = ClassLabels.of("N", "P");

  private Trained() {}

  static ModelDescription model() {
    return model(LABELS);
  }

  static ModelDescription model(ClassLabels labels) {
    return model(labels, settings(labels).toJson());
  }

  static ModelDescription model(ClassLabels labels, String settings) {
    return new ModelDescription(
        Backbone.RESNET18,
        labels,
        ImageSpec.imagenet(64),
        new Provenance("2026-11-30T12:34:56Z", settings, 3));
  }

  private static RunSettings settings(ClassLabels labels) {
    DataSummary summary = new DataSummary("f".repeat(64), 2000, Map.of("N", 900, "P", 1100), 2);
    RunSettings.Images images =
        new RunSettings.Images(summary, Preparation.of(ImageSpec.imagenet(64)));
    return new RunSettings(
        new RunSettings.Network(Backbone.RESNET18, TrainingMode.SCRATCH, Optional.empty(), false),
        new RunSettings.Data(labels, images, images),
        new RunSettings.Recipe(
            3,
            32,
            0.002,
            OptimizerSpec.of("adam"),
            new LearningRateSchedule.Constant(),
            0,
            RunSettings.Recipe.FISHER_YATES,
            RunSettings.Recipe.FLOAT32),
        new RunSettings.Environment("cpu", 2, Map.of("hibi", "0.1.0")));
  }
}
