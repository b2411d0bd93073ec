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
   * Refuses an output that is one of the inputs, or lies inside one that is a folder.
   *
   * @param option that names the output, such as {@code --html}
   * @param inputs files and folders, such as that of the model
   * @throws ParameterException if it is
   */
  public static void requireNone(
      CommandSpec command, String option, Optional<Path> output, List<Path> inputs)
      throws IOException {
    if (output.isEmpty() || !Files.isRegularFile(output.get())) {
      return;
    }
    for (Path input : inputs) {
      if (Files.isDirectory(input) && isInside(output.get(), input)) {
        throw new ParameterException(
            command.commandLine(),
            "output would replace an input: expected a file outside of %s, found %s (%s)"
                .formatted(input, output.get(), option));
      }
      if (Files.exists(input) && Files.isSameFile(output.get(), input)) {
        throw new ParameterException(
            command.commandLine(),
            "output would replace an input: expected another file than %s, found it (%s)"
                .formatted(input, option));
      }
    }
  }

  /** Whether a file that is there lies in a folder: itself, or what it is a link to. */
  private static boolean isInside(Path file, Path folder) throws IOException {
    Path whole = folder.toRealPath();
    Path name = file.toAbsolutePath();
    return file.toRealPath().startsWith(whole)
        || name.resolveSibling("").toRealPath().startsWith(whole);
  }
}
