package dev.hibi.cli.train;

import dev.hibi.training.FitConfig;
import dev.hibi.training.NormalOptions;
import dev.hibi.training.TrainingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How {@code --mode normal} learns what is ordinary. */
final class NormalOption {
  /** Small cracks are lost at 128 pixels. */
  private static final int IMAGE_SIZE = 224;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** What is said of learning by gradients, or of choosing among epochs. */
  private static final List<String> OF_GRADIENTS =
      List.of(
          "--epochs",
          "--lr",
          "--optimizer",
          "--weight-decay",
          "--momentum",
          "--nesterov",
          "--betas",
          "--eps",
          "--schedule",
          "--warm-up",
          "--validation",
          "--select",
          "--early-stopping",
          "--folds");

  @Option(
      names = "--positive",
      paramLabel = "LABEL",
      description =
          "With --mode normal: the class that is not ordinary (default: the test images' other"
              + " class; P, Positive or crack of two; else crack).")
  private @Nullable String positive;

  @Option(
      names = "--false-alarms",
      paramLabel = "SHARE",
      description =
          "With --mode normal: of ordinary images that were held out, the share above the"
              + " threshold: how often an inspector is called for nothing (default: 0.01).")
  private @Nullable Double falseAlarms;

  @Option(
      names = "--bank",
      paramLabel = "ROWS",
      description =
          "With --mode normal: ordinary patches that the model keeps at most; more are slower"
              + " (default: 1000).")
  private @Nullable Integer bank;

  @Option(
      names = "--patch-stride",
      paramLabel = "N",
      description =
          "With --mode normal: look at each n-th patch of a row and of a column; 1 is all, four"
              + " times as slow as 2 (default: 2).")
  private @Nullable Integer stride;

  @Option(
      names = "--patch-percent",
      paramLabel = "PERCENT",
      description =
          "With --mode normal: an image's score is the mean distance of so many percent of its"
              + " patches, the least ordinary ones; fewer for cracks that are small in the picture, 0"
              + " for one alone, weighted as PatchCore does (default: 25).")
  private @Nullable Integer percent;

  void apply(FitConfig.Builder builder) {
    NormalOptions usual = NormalOptions.DEFAULT;
    if (Stream.of(positive, falseAlarms, bank, stride, percent).allMatch(Objects::isNull)) {
      return;
    }
    try {
      builder.normal(
          new NormalOptions(
              stride == null ? usual.stride() : stride,
              bank == null ? usual.bankRows() : bank,
              falseAlarms == null ? usual.falseAlarms() : falseAlarms,
              percent == null ? usual.percent() : percent,
              Optional.ofNullable(positive)));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** The edge of images: what was given, or in mode normal another default. */
  int imageSize(@Nullable String mode, int given) {
    boolean told = spec.commandLine().getParseResult().hasMatchedOption("--image-size");
    return TrainingMode.NORMAL.id().equals(mode) && !told ? IMAGE_SIZE : given;
  }

  /** Complains of what has no meaning beside it. */
  void check(FitConfig config, boolean search) {
    if (config.mode() != TrainingMode.NORMAL) {
      return;
    }
    for (String option : OF_GRADIENTS) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw usage(
            "%s cannot be combined with mode normal, which has no gradients and no epochs: expected"
                    .formatted(option)
                + " none, found "
                + option);
      }
    }
    if (search) {
      throw usage(
          "--find-lr cannot be combined with mode normal: expected mode features, finetune or"
              + " scratch, found normal");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
