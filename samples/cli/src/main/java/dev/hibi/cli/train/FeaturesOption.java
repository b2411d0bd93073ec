package dev.hibi.cli.train;

import dev.hibi.model.network.PooledLayer;
import dev.hibi.training.FitConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the head sees of the network, and how. */
final class FeaturesOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--features",
      paramLabel = "LAYER:POOLING,...",
      description =
          "What the head sees: layer1 to layer4, each with :mean or :max, such as"
              + " layer3:max,layer4:mean (default: layer4:max with --mode features, else"
              + " layer4:mean).")
  private @Nullable String features;

  @Option(
      names = "--standardize",
      description =
          "With --mode features: the head learns on features of mean 0 and deviation 1, so that"
              + " --weight-decay pulls at all alike.")
  private boolean standardize;

  void apply(FitConfig.Builder builder) {
    builder.standardized(standardize);
    try {
      if (features != null) {
        builder.features(PooledLayer.listOf(features));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
