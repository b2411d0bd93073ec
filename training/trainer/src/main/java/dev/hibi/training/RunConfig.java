package dev.hibi.training;

import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import java.io.IOException;
import java.util.Map;

/** The config of a run, from the one that was asked for. */
final class RunConfig {
  private RunConfig() {}

  /** With batches of a size that is known to fit. */
  static FitConfig sized(FitConfig config, int batchSize) throws IOException {
    return config.toBuilder().batchSize(batchSize).halveBatchToFit(false).build();
  }

  /** With all that is decided by what it runs on and with. */
  static FitConfig resolved(
      FitConfig config, Precision computed, Map<String, Integer> countPerClass) throws IOException {
    StepSpec step = config.step();
    StepSpec weighted =
        config.balanceClasses()
            ? step.toBuilder().balancedClasses(countPerClass.values()).build()
            : step;
    return config.toBuilder().precision(computed).step(weighted).balanceClasses(false).build();
  }

  /** With the arithmetic of a run. */
  static FitConfig of(FitConfig config, RunSettings.Recipe run) throws IOException {
    return config.toBuilder()
        .precision(run.computed())
        .step(run.step())
        .balanceClasses(false)
        .build();
  }

  /** Of one stage, as of a run of its own. */
  static FitConfig during(FitConfig config, Stages.Stage stage) throws IOException {
    Stages stages = config.stages().orElseThrow();
    boolean head = stage.number() == 1;
    FitConfig.Builder builder =
        config.toBuilder()
            .mode(head ? TrainingMode.FEATURES : TrainingMode.FINETUNE)
            .epochs(stage.epochs());
    builder.stages = null;
    if (stage.number() != 2) {
      builder.frozen = null;
    }
    if (!head) {
      builder
          .learningRate(stages.rate(config.learningRate(), stage))
          .step(stages.discriminating(config.step(), config.features()));
    }
    return builder.build();
  }

  /** With another schedule. */
  static FitConfig scheduled(FitConfig config, LearningRateSchedule other) throws IOException {
    return other.equals(config.schedule()) ? config : config.toBuilder().schedule(other).build();
  }
}
