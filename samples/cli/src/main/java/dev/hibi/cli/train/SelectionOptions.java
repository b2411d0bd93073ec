package dev.hibi.cli.train;

import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.StrictConverters;
import dev.hibi.training.FitConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** By what epochs are compared, which one becomes the model, and whether there are folds. */
public final class SelectionOptions {
  /** What is taken of the training data if something is to be chosen and no more is said. */
  private static final double DEFAULT_SHARE = 0.1;

  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--validation",
      paramLabel = "SHARE|ZIP|DIR|CSV",
      arity = "1..*",
      description =
          "Images to measure after each epoch, and to choose by: others, or a share of --train such"
              + " as 0.1, with near-duplicates kept together. The test is then at the end alone.")
  private List<Path> validation = List.of();

  @Option(
      names = "--select",
      paramLabel = "EPOCH",
      defaultValue = "last",
      description =
          "Whose weights become the model: last, or best, the epoch of the least validation loss"
              + " (default: ${DEFAULT-VALUE}).")
  private String select = "last";

  @Option(
      names = "--early-stopping",
      paramLabel = "PATIENCE",
      description =
          "End after so many epochs without a smaller validation loss. With this, --select best"
              + " or --schedule plateau and no --validation, a tenth of --train is the validation.")
  private @Nullable Integer patience;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validation: divide --train into K parts with near-duplicates kept together, train"
              + " K times on all but one and test on that; without --test.")
  private @Nullable Integer folds;

  private String needing = "";

  /** For a command, of which it is a part. */
  public SelectionOptions() {}

  /** Says what else needs a validation, as a user writes it; empty for nothing. */
  void need(String option) {
    needing = option;
  }

  /** Complains of what does not go together, before anything is read. */
  void check(boolean test) {
    Inputs.requireNoOption(command, validation);
    if (!select.equals("last") && !select.equals("best")) {
      throw wrong("unknown selection: expected last or best, found '" + select + "'");
    }
    if (patience != null && patience < 1) {
      throw wrong("bad patience: expected 1 and more, found " + patience);
    }
    if (folds != null && folds < 2) {
      throw wrong("bad number of folds: expected 2 and more, found " + folds);
    }
    if (folds != null && test) {
      throw wrong(
          "--folds cannot be combined with --test: expected parts of --train to test on, found"
              + " both");
    }
    share();
  }

  /** Number of folds; 0 for none. */
  int folds() {
    return folds == null ? 0 : folds;
  }

  /** Whether the training images are divided. */
  boolean divides() {
    return folds() > 0 || share() > 0;
  }

  /** Data of their own to measure on; empty if there are none. */
  List<Path> sources() {
    return isShare() ? List.of() : validation;
  }

  private boolean isShare() {
    return validation.size() == 1 && NUMBER.matcher(validation.get(0).toString()).matches();
  }

  /** What to take of the training data; 0 for nothing. */
  double share() {
    if (validation.isEmpty()) {
      return isChoice() ? DEFAULT_SHARE : 0;
    }
    if (!isShare()) {
      return 0;
    }
    String text = validation.get(0).toString();
    try {
      double share = StrictConverters.decimal(text);
      if (share > 0 && share < 1) {
        return share;
      }
    } catch (TypeConversionException | NumberFormatException e) {
      throw badShare(text);
    }
    throw badShare(text);
  }

  private ParameterException badShare(String text) {
    return wrong(
        "bad validation: expected a share above 0 and below 1, or images, found '%s'"
            .formatted(text));
  }

  private boolean isChoice() {
    return select.equals("best") || patience != null || !needing.isEmpty();
  }

  /** Why a share is taken though nobody asked for one; empty if somebody has. */
  String reason() {
    if (!validation.isEmpty()) {
      return "";
    }
    return ", a tenth, for "
        + (select.equals("best")
            ? "--select best"
            : patience != null ? "--early-stopping " + patience : needing);
  }

  void apply(FitConfig.Builder config) {
    config.selectBest(select.equals("best")).earlyStopping(patience == null ? 0 : patience);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
