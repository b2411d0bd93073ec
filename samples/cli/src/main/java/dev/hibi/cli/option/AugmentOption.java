package dev.hibi.cli.option;

import dev.hibi.ImageSpec;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How training images are varied. */
public final class AugmentOption {
  /** What can be chosen. */
  enum Preset {
    INSPECTION,
    JOINTS,
    PHOTOMETRIC,
    TUTORIAL,
    NONE
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** For a command, of which it is a part. */
  public AugmentOption() {}

  @Option(
      names = "--augment",
      paramLabel = "PRESET",
      defaultValue = "inspection",
      description =
          "How images are varied from epoch to epoch: inspection (parts, turns, colours, now and"
              + " then a blur, a shadow, noise, a cut-out), joints (the same, and every second image"
              + " has drawn joints of a wall, which are no cracks), photometric (light, colours,"
              + " focus, noise; never parts or turns), tutorial (parts, mirrored, colours) or none"
              + " (default: ${DEFAULT-VALUE}).")
  private Preset preset = Preset.INSPECTION;

  /**
   * Complains if images are to be varied where they cannot be.
   *
   * @param where what asks for images as they are
   */
  public void requireNone(String where) {
    if (command.commandLine().getParseResult().hasMatchedOption("--augment")
        && preset != Preset.NONE) {
      throw new ParameterException(
          command.commandLine(),
          "--augment cannot be combined with %s: expected none, found %s"
              .formatted(where, preset.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** How a training image of this size is prepared. */
  public Preprocessing preprocessing(ImageSpec image) {
    return switch (preset) {
      case INSPECTION -> TrainingPreprocessing.inspection(image);
      case JOINTS -> TrainingPreprocessing.joints(image);
      case PHOTOMETRIC -> TrainingPreprocessing.photometric(image);
      case TUTORIAL -> TrainingPreprocessing.tutorial(image);
      case NONE -> new EvaluationPreprocessing(image);
    };
  }
}
