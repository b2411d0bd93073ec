package dev.hibi.cli.train;

import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.training.FitConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What happens in a training step beside the optimizer's update. */
public final class StepOptions {
  /** What {@code --precision} takes beside the names of precisions. */
  private static final String AUTO = "auto";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = AUTO,
      description =
          "What convolutions are computed in: fp32, bf16, or auto, which is bf16 where the processor"
              + " or GPU multiplies it itself, on a CPU, where the network itself learns, for images"
              + " above 64 pixels (default: ${DEFAULT-VALUE}).")
  private String precision = AUTO;

  @Option(
      names = "--accumulate",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Update after K batches, by the mean over the images of all: larger batches than memory"
              + " takes (default: ${DEFAULT-VALUE}).")
  private int accumulate = 1;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Divide this share of the truth among all classes, such as 0.1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double labelSmoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "NAME",
      defaultValue = "none",
      description =
          "balanced: a rare class counts as much in the loss as a frequent one; or none (default:"
              + " ${DEFAULT-VALUE}).")
  private String classWeights = "none";

  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      defaultValue = "0",
      description =
          "Mix images and labels in pairs by a share drawn from Beta(ALPHA, ALPHA), such as 0.2; 0:"
              + " not (default: ${DEFAULT-VALUE}).")
  private double mixup;

  @Option(
      names = "--cutmix",
      paramLabel = "ALPHA",
      defaultValue = "0",
      description =
          "Fill a box of each image from another one, of a share drawn from Beta(ALPHA, ALPHA), such"
              + " as 1; 0: not (default: ${DEFAULT-VALUE}).")
  private double cutmix;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      defaultValue = "0",
      description =
          "Scale the gradients of a step down to this norm, such as 1; 0: no limit (default:"
              + " ${DEFAULT-VALUE}).")
  private double clipNorm;

  @Option(
      names = "--ema",
      paramLabel = "DECAY",
      defaultValue = "0",
      description =
          "Test and keep a moving average of the weights with this decay a step, such as 0.999; 0:"
              + " the weights themselves (default: ${DEFAULT-VALUE}).")
  private double ema;

  @Option(
      names = "--no-decay-on-norm",
      description = "Weight decay leaves batch normalisation and biases alone.")
  private boolean noDecayOnNorm;

  /** For a command, of which it is a part. */
  public StepOptions() {}

  void apply(FitConfig.Builder config) {
    if (!classWeights.equals("balanced") && !classWeights.equals("none")) {
      throw wrong("unknown class weights: expected balanced or none, found '" + classWeights + "'");
    }
    try {
      if (!precision.equals(AUTO)) {
        config.precision(precision());
      }
      config
          .balanceClasses(classWeights.equals("balanced"))
          .step(
              StepSpec.builder()
                  .accumulate(accumulate)
                  .labelSmoothing(labelSmoothing)
                  .mixup(mixup)
                  .cutmix(cutmix)
                  .clipNorm(clipNorm)
                  .ema(ema)
                  .decayOnNorm(!noDecayOnNorm)
                  .build());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Precision precision() {
    if (precision.equals(Precision.FLOAT32.id())) {
      return Precision.FLOAT32;
    }
    if (precision.equals(Precision.BFLOAT16.id())) {
      return Precision.BFLOAT16;
    }
    throw wrong("unknown precision: expected auto, fp32 or bf16, found '" + precision + "'");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
