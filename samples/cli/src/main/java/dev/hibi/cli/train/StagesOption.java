package dev.hibi.cli.train;

import dev.hibi.training.FitConfig;
import dev.hibi.training.Stages;
import dev.hibi.training.TrainingMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long each stage of {@code --mode staged} is. */
final class StagesOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--stage-epochs",
      paramLabel = "HEAD,LAST,ALL",
      description =
          "With --mode staged, in place of --epochs: epochs of the head alone, of the last layer"
              + " and the head, and of all; 0 leaves a stage out (default: 3,1,1).")
  private @Nullable String epochs;

  void apply(FitConfig.Builder builder) {
    if (epochs != null) {
      try {
        builder.stages(Stages.of(epochs));
      } catch (IllegalArgumentException e) {
        throw usage(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Complains of what has no meaning beside stages. */
  void check(FitConfig config, boolean search) {
    if (config.mode() != TrainingMode.STAGED) {
      return;
    }
    if (spec.commandLine().getParseResult().hasMatchedOption("--epochs")) {
      throw usage(
          "--epochs cannot be combined with mode staged: expected --stage-epochs, found --epochs");
    }
    if (search) {
      throw usage(
          "--find-lr cannot be combined with mode staged: expected mode features, finetune or"
              + " scratch, found staged");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
