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

  /** With another schedule. */
  static FitConfig scheduled(FitConfig config, LearningRateSchedule other) throws IOException {
    return other.equals(config.schedule()) ? config : config.toBuilder().schedule(other).build();
  }
}
