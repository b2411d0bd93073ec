package dev.hibi.cli.train;

import dev.hibi.training.LearningRateSchedule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the learning rate changes. */
public final class ScheduleOptions {
  private static final String ONE_CYCLE = "one-cycle";
  private static final String PLATEAU = "plateau";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "cosine",
      description =
          "cosine (after a warm-up), one-cycle, multistep, plateau (smaller where the validation"
              + " loss stands) or constant (default: ${DEFAULT-VALUE}).")
  private String schedule = "";

  @Option(
      names = "--warm-up",
      paramLabel = "SHARE",
      description =
          "Share of all steps on which the rate grows (default: 0.05 with cosine, 0.3 with"
              + " one-cycle).")
  private @Nullable Double warmUp;

  @Option(
      names = "--milestones",
      paramLabel = "EPOCH",
      split = ",",
      description = "Epochs at which multistep multiplies the rate, such as 10,20.")
  private List<Integer> milestones = List.of();

  @Option(
      names = "--gamma",
      defaultValue = "0.1",
      description = "What multistep multiplies the rate with (default: ${DEFAULT-VALUE}).")
  private double gamma;

  @Option(
      names = "--div-factor",
      defaultValue = "25",
      description =
          "By what one-cycle divides the rate for its first step (default: ${DEFAULT-VALUE}).")
  private double divFactor;

  @Option(
      names = "--final-div-factor",
      defaultValue = "10000",
      description = "By what one-cycle divides that for its last step (default: ${DEFAULT-VALUE}).")
  private double finalDivFactor;

  @Option(
      names = "--anneal",
      paramLabel = "SHAPE",
      defaultValue = "cos",
      description = "How one-cycle goes up and down: cos or linear (default: ${DEFAULT-VALUE}).")
  private String anneal = "";

  @Option(
      names = "--factor",
      defaultValue = "0.1",
      description = "What plateau multiplies the rate with (default: ${DEFAULT-VALUE}).")
  private double factor;

  @Option(
      names = "--patience",
      paramLabel = "EPOCHS",
      defaultValue = "10",
      description =
          "After more than so many epochs without a smaller validation loss plateau does so"
              + " (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--threshold",
      paramLabel = "SHARE",
      defaultValue = "0.0001",
      description =
          "By which share plateau wants the loss to be smaller (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--cooldown",
      paramLabel = "EPOCHS",
      defaultValue = "0",
      description =
          "For how many epochs after that plateau counts none (default: ${DEFAULT-VALUE}).")
  private int cooldown;

  @Option(
      names = "--min-lr",
      paramLabel = "RATE",
      defaultValue = "0",
      description = "Below which plateau does not go (default: ${DEFAULT-VALUE}).")
  private double leastRate;

  /** For a command, of which it is a part. */
  public ScheduleOptions() {}

  /** Whether it needs a validation, as {@code --schedule plateau}; empty if not. */
  String validationFor() {
    return schedule.equals(PLATEAU) ? "--schedule " + PLATEAU : "";
  }

  /**
   * The schedule.
   *
   * @throws IllegalArgumentException if there is none of the name, or a number is out of range
   * @throws ParameterException if an option is another one's
   */
  LearningRateSchedule schedule() {
    require(List.of("multistep"), "--milestones", "--gamma");
    require(List.of("cosine", ONE_CYCLE), "--warm-up");
    require(List.of(ONE_CYCLE), "--div-factor", "--final-div-factor", "--anneal");
    require(List.of(PLATEAU), "--factor", "--patience", "--threshold", "--cooldown", "--min-lr");
    return switch (schedule) {
      case "cosine" -> new LearningRateSchedule.Cosine(warmUp == null ? 0.05 : warmUp);
      case "multistep" -> new LearningRateSchedule.MultiStep(milestones, gamma);
      case "constant" -> new LearningRateSchedule.Constant();
      case ONE_CYCLE ->
          new LearningRateSchedule.OneCycle(
              warmUp == null ? 0.3 : warmUp, divFactor, finalDivFactor, isLinear());
      case PLATEAU ->
          new LearningRateSchedule.Plateau(factor, patience, threshold, cooldown, leastRate);
      default ->
          throw new IllegalArgumentException(
              "unknown schedule: expected cosine, one-cycle, multistep, plateau or constant, found"
                  + " '"
                  + schedule
                  + "'");
    };
  }

  private boolean isLinear() {
    if (!anneal.equals("cos") && !anneal.equals("linear")) {
      throw new IllegalArgumentException(
          "unknown anneal: expected cos or linear, found '" + anneal + "'");
    }
    return anneal.equals("linear");
  }

  /** Complains of options of other schedules. */
  private void require(List<String> needed, String... options) {
    for (String option : options) {
      if (!needed.contains(schedule)
          && command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            command.commandLine(),
            "%s cannot be combined with schedule %s: expected %s, found %s"
                .formatted(option, schedule, String.join(" or ", needed), schedule));
      }
    }
  }
}
