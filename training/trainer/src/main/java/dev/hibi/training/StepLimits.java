package dev.hibi.training;

import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;

/** What of a step goes together with what of the other settings. */
final class StepLimits {
  private StepLimits() {}

  /**
   * Refuses what does not.
   *
   * @throws IllegalArgumentException with both named
   */
  static void require(FitConfig config) {
    boolean features = config.mode() == TrainingMode.FEATURES;
    StepSpec step = config.step();
    Precision precision = config.precision().orElse(Precision.FLOAT32);
    if (precision == Precision.FLOAT16
        || precision == Precision.INT8
        || (features && precision == Precision.BFLOAT16)) {
      throw new IllegalArgumentException(
          "bad precision: expected %s in mode %s, found %s"
              .formatted(features ? "fp32" : "fp32 or bf16", config.mode(), precision));
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
