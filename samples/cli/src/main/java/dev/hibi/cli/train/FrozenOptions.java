package dev.hibi.cli.train;

import dev.hibi.training.FitConfig;
import dev.hibi.training.FrozenPrefix;
import dev.hibi.training.TrainingMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What of the network stays as it is while the rest learns. */
final class FrozenOptions {
  private static final double MOST_GIB = 1 << 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--train-from",
      paramLabel = "LAYER",
      description =
          "With --mode finetune and --weights: what lies before layer2, layer3 or layer4 stays as"
              + " it is, and its results are computed once and kept on disk. With --mode staged:"
              + " the first layer that learns in the second stage (default: the last).")
  private @Nullable String trainFrom;

  @Option(
      names = "--views",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With --train-from: augmented views of each training image that are kept; epochs take"
              + " them by turns. 1: the image as it is (default: ${DEFAULT-VALUE}).")
  private int views;

  @Option(
      names = "--activation-limit",
      paramLabel = "GIB",
      defaultValue = "20",
      description =
          "With --train-from: how much of these results may be kept (default: ${DEFAULT-VALUE}).")
  private double limit;

  void apply(FitConfig.Builder builder) {
    if (!(limit > 0 && limit <= MOST_GIB)) {
      throw usage("bad limit of activations: expected above 0 GiB, found " + limit);
    }
    builder.activationLimit(Math.round(limit * (1L << 30)));
    if (trainFrom == null) {
      if (views != 1) {
        throw usage("--views needs --train-from: expected both, found --views " + views);
      }
      return;
    }
    try {
      builder.frozen(FrozenPrefix.before(trainFrom, views));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** Why training images must be seen as they are; null where they may vary. */
  static @Nullable String asTheyAre(FitConfig config) {
    if (config.mode() == TrainingMode.FEATURES) {
      return "mode features";
    }
    if (config.mode() == TrainingMode.NORMAL) {
      return "mode normal";
    }
    return config.frozen().filter(prefix -> prefix.views() == 1).isPresent() ? "--views 1" : null;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
