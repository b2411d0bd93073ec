package dev.hibi.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a command reads, which none of its outputs may replace. */
public final class Inputs {
  private Inputs() {}

  /**
   * Refuses an output that is one of the inputs.
   *
   * @param option that names the output, such as {@code --html}
   * @throws ParameterException if it is
   */
  public static void requireNone(
      CommandSpec command, String option, Optional<Path> output, List<Path> inputs)
      throws IOException {
    for (Path input : inputs) {
      if (output.isPresent()
          && Files.isRegularFile(output.get())
          && Files.exists(input)
          && Files.isSameFile(output.get(), input)) {
        throw new ParameterException(
            command.commandLine(),
            "output would replace an input: expected another file than %s, found it (%s)"
                .formatted(input, option));
      }
    }
  }
}
