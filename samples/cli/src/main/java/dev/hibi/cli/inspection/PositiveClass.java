package dev.hibi.cli.inspection;

import dev.hibi.cli.option.DataSources;
import dev.hibi.model.Classifier;
import dev.hibi.model.PositiveLabel;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Which class counts as crack. */
final class PositiveClass {
  private PositiveClass() {}

  /**
   * The one that was said, else the model's own.
   *
   * @param given by an option
   * @param option by which it can be said, for messages
   * @throws ParameterException if there is no such class, or nobody knows which it is
   */
  static String of(
      Optional<String> given, Classifier classifier, String option, CommandSpec command) {
    if (given.isPresent() && !classifier.labels().contains(given.get())) {
      throw new ParameterException(
          command.commandLine(),
          "unknown positive class: expected one of %s, found '%s'"
              .formatted(classifier.labels(), given.get()));
    }
    Optional<String> called = PositiveLabel.among(classifier.labels());
    if (given.isPresent() && called.isPresent() && !called.equals(given)) {
      String caution =
          "%s is to count as crack: expected %s, which is called so, found %s by %s"
              .formatted(given.get(), called.get(), given.get(), option);
      DataSources.warn(List.of(caution), command.commandLine().getErr());
    }
    return given
        .or(() -> classifier.description().positiveLabel())
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "which class counts as crack: expected %s, or one class that is called"
                            .formatted(option)
                        + " %s, found %s"
                            .formatted(
                                String.join(", ", PositiveLabel.NAMES), classifier.labels())));
  }
}
