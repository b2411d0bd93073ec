package dev.hibi.training;

import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which settings are in range, and which of them go together. */
final class FitLimits {
  /** An edge of what layer2 makes one of. */
  private static final int PIXELS_OF_A_PATCH = 8;

  private FitLimits() {}

  /**
   * Refuses what is not.
   *
   * @throws IllegalArgumentException if a value is out of range or two do not go together; the
   *     message names both
   * @throws IOException if there is no such weights file
   */
  static void require(FitConfig config) throws IOException {
    requireAtLeast("epochs", config.epochs(), 1);
    requireAtLeast("batch size", config.batchSize(), 2);
    double learningRate = config.learningRate();
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "bad learning rate: expected above 0, found " + learningRate);
    }
    requireMode(config);
    requireStep(config);
    if (config.mode() != TrainingMode.STAGED) {
      config.frozen().ifPresent(prefix -> requireFrozen(config, prefix));
    }
    if (config.weights().isPresent() && !Files.isRegularFile(config.weights().get())) {
      throw new IOException(
          "no weights: expected a safetensors file, found none (" + config.weights().get() + ")");
    }
    if (config.mode() == TrainingMode.STAGED) {
      for (Stages.Stage stage : stages(config).list(config.frozen().orElseThrow())) {
        RunConfig.during(config, stage); // is one that can be
      }
    }
  }

  private static Stages stages(FitConfig config) {
    return config.stages().orElseThrow();
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "bad %s: expected %d and more, found %d".formatted(name, least, value));
    }
  }

  private static void requireMode(FitConfig config) {
    boolean features = config.mode() == TrainingMode.FEATURES;
    Optional<Path> weights = config.weights();
    if (features && weights.isEmpty()) {
      throw new IllegalArgumentException(
          "mode features needs weights: expected a weights file, found none");
    }
    if (config.mode() == TrainingMode.SCRATCH && weights.isPresent()) {
      throw new IllegalArgumentException(
          "mode scratch cannot be combined with weights: expected none, found " + weights.get());
    }
    if (features && !config.freezeBatchNorm()) {
      throw new IllegalArgumentException(
          "mode features freezes batch normalisation: expected freezeBatchNorm true, found false");
    }
    if (config.standardized() && !features) {
      throw new IllegalArgumentException(
          "standardised features are for mode features: expected it, found " + config.mode());
    }
    if (config.mode() == TrainingMode.STAGED) {
      requireStaged(config);
    } else if (config.mode() == TrainingMode.NORMAL) {
      requireNormal(config);
    } else if (config.normal().isPresent()) {
      throw new IllegalArgumentException(
          "options of ordinary patches are for mode normal: expected it, found " + config.mode());
    }
    if (config.mode() != TrainingMode.STAGED && config.stages().isPresent()) {
      throw new IllegalArgumentException(
          "stages are for mode staged: expected it, found " + config.mode());
    }
  }

  private static void requireNormal(FitConfig config) {
    if (config.weights().isEmpty()) {
      throw new IllegalArgumentException(
          "mode normal needs weights: expected a weights file, found none");
    }
    int edge = (config.imageSpec().size() + PIXELS_OF_A_PATCH - 1) / PIXELS_OF_A_PATCH;
    int stride = config.normal().orElse(NormalOptions.DEFAULT).stride();
    if (stride >= edge) {
      throw new IllegalArgumentException(
          "bad stride of patches: expected 1 to %d, below the edge of layer2's map at %d pixels, found %d"
              .formatted(edge - 1, config.imageSpec().size(), stride));
    }
    requireNot("layers of features", !config.features().equals(PooledLayer.DEFAULT));
    requireNot("a step", !config.step().equals(StepSpec.PLAIN));
    requireNot("balanced classes", config.balanced() || config.balanceClasses());
    requireNot("a choice of epochs", config.selection().isChoice());
    requireNot("a batch size to find out", config.halveBatchToFit());
    requireNot("batch normalisation that learns", !config.freezeBatchNorm());
  }

  private static void requireNot(String what, boolean found) {
    if (found) {
      throw new IllegalArgumentException(
          "mode normal has no gradients: expected no settings of them, found " + what);
    }
  }

  private static void requireStaged(FitConfig config) {
    StepSpec step = config.step();
    if (config.weights().isEmpty()) {
      throw new IllegalArgumentException(
          "mode staged needs weights: expected a weights file, found none");
    }
    if (!config.freezeBatchNorm()) {
      throw new IllegalArgumentException(
          "mode staged freezes batch normalisation: expected freezeBatchNorm true, found false");
    }
    if (step.mixes()) {
      throw new IllegalArgumentException(
          "mode staged mixes no images: expected mixup 0 and cutmix 0, found %s and %s"
              .formatted(step.mixup(), step.cutmix()));
    }
    if (!step.rateFactors().isEmpty()) {
      throw new IllegalArgumentException(
          "mode staged has rates of its own: expected no rate factors, found "
              + step.rateFactors());
    }
    if (config.selection().patience() > 0) {
      throw new IllegalArgumentException(
          "mode staged goes through all its stages: expected no early stopping, found a patience"
              + " of "
              + config.selection().patience());
    }
    LearningRateSchedule schedule = config.schedule();
    if (schedule instanceof LearningRateSchedule.MultiStep
        || schedule instanceof LearningRateSchedule.CosineRestarts) {
      throw new IllegalArgumentException(
          "mode staged begins its schedule in each stage: expected cosine, one-cycle, plateau or"
              + " constant, found "
              + schedule.id());
    }
  }

  private static void requireFrozen(FitConfig config, FrozenPrefix prefix) {
    if (config.mode() != TrainingMode.FINETUNE || config.weights().isEmpty()) {
      throw new IllegalArgumentException(
          "training from %s needs mode finetune and weights: expected both, found mode %s%s"
              .formatted(
                  prefix.id(),
                  config.mode(),
                  config.weights().isEmpty() ? " without weights" : ""));
    }
    if (config.step().mixes()) {
      throw new IllegalArgumentException(
          "training from %s mixes no images: expected mixup 0 and cutmix 0, found %s and %s"
              .formatted(prefix.id(), config.step().mixup(), config.step().cutmix()));
    }
    if (config.activationLimit() < 1) {
      throw new IllegalArgumentException(
          "bad limit of activations: expected 1 byte and more, found " + config.activationLimit());
    }
    config.backbone().network(1, config.features()).from(prefix.trainFrom()); // whether it can be
  }

  private static void requireStep(FitConfig config) {
    boolean features = config.mode() == TrainingMode.FEATURES;
    StepSpec step = config.step();
    Precision precision = config.precision().orElse(Precision.FLOAT32);
    if (precision == Precision.FLOAT16 || precision == Precision.INT8) {
      throw new IllegalArgumentException(
          "bad precision: expected fp32 or bf16 in mode %s, found %s"
              .formatted(config.mode(), precision));
    }
    if (features && step.mixes()) {
      throw new IllegalArgumentException(
          "mode features mixes no images: expected mixup 0 and cutmix 0, found %s and %s"
              .formatted(step.mixup(), step.cutmix()));
    }
    if (config.balanceClasses() && !step.classWeights().isEmpty()) {
      throw new IllegalArgumentException(
          "balanced classes cannot be combined with class weights: expected none, found "
              + step.classWeights());
    }
  }
}
