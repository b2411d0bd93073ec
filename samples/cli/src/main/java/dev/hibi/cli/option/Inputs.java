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
   * Refuses what an option of many values has taken though it looks like an option: a misspelt one.
   *
   * @throws ParameterException if there is one that is no file's name
   */
  public static void requireNoOption(CommandSpec command, List<Path> values) {
    for (Path value : values) {
      if (value.toString().startsWith("-") && !Files.exists(value)) {
        throw new ParameterException(
            command.commandLine(), "Unknown option: '%s'".formatted(value));
      }
    }
  }

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
