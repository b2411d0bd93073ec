package dev.hibi.cli.option;

import dev.hibi.report.Report;
import dev.hibi.report.ReportLanguage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --html}, for commands whose result is also a page for people. */
public final class HtmlOption {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the result there as a page with pictures, whole in one file.")
  private @Nullable Path file;

  @Mixin private LanguageOption language = new LanguageOption();

  /** For a command, of which it is a part. */
  public HtmlOption() {}

  /** Makes a page. */
  @FunctionalInterface
  public interface Content {
    /** The page, in a language. */
    Report in(ReportLanguage language) throws IOException;
  }

  /** Whether a page was asked for. */
  public boolean isGiven() {
    return file != null;
  }

  /**
   * Refuses a page that would replace an input, or what else is written.
   *
   * @param json where JSON goes, if to a file
   * @throws ParameterException if it would
   */
  public void check(CommandSpec command, List<Path> inputs, Optional<Path> json)
      throws IOException {
    Inputs.requireNone(command, "--html", Optional.ofNullable(file), inputs);
    if (file != null && json.equals(Optional.of(file))) {
      throw new ParameterException(
          command.commandLine(),
          "one file for two outputs: expected two, found " + file + " for --html and --json");
    }
  }

  /** Writes the page if it was asked for, and says so. */
  public void write(PrintWriter words, Content content) throws IOException {
    if (file != null) {
      content.in(language.language()).write(file);
      words.printf("page      %s%n", file);
    }
  }
}
