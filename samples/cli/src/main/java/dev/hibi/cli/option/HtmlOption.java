package dev.hibi.cli.option;

import dev.hibi.report.Report;
import dev.hibi.report.ReportLanguage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --html}, for commands whose result is also a page for people. */
public final class HtmlOption {
  private static final String BEGIN = "<!doctype html";

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

  /** The file that the page is written to, if one was asked for. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Refuses a page that would replace something else, or cannot be written.
   *
   * @param inputs files and folders, such as that of the model
   * @param json where JSON goes, if to a file
   * @throws ParameterException if it would
   */
  public void check(CommandSpec command, List<Path> inputs, Optional<Path> json)
      throws IOException {
    if (file != null) {
      requirePage(command, file, inputs, json);
      requireFolder(command, file);
    }
  }

  /**
   * As {@link #check(CommandSpec, List, Optional)}, of a command that makes a folder, which may be
   * that of the page, too.
   *
   * @throws ParameterException if it would
   */
  public void check(CommandSpec command, List<Path> inputs, Path made) throws IOException {
    if (file != null) {
      requirePage(command, file, inputs, Optional.empty());
      if (!plain(file).resolveSibling("").equals(plain(made))) {
        requireFolder(command, file);
      }
    }
  }

  /**
   * Refuses a page that would replace anything but a page. One is told from what else a command
   * writes by the end of its name, and from other files by how it begins.
   *
   * @param inputs files and folders, such as that of the model
   * @param json where JSON goes, if to a file
   * @throws ParameterException if it would
   */
  public static void requirePage(
      CommandSpec command, Path page, List<Path> inputs, Optional<Path> json) throws IOException {
    Inputs.requireNone(command, "--html", Optional.of(page), inputs);
    if (json.isPresent() && isSame(page, json.get())) {
      throw wrong(
          command,
          "one file for two outputs: expected two, found %s for --html and --json".formatted(page));
    }
    if (Files.isDirectory(page)) {
      throw wrong(
          command,
          "not a file: expected a file for the page, found a folder (--html %s)".formatted(page));
    }
    String name = page.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".html") && !name.endsWith(".htm")) {
      throw wrong(
          command,
          "bad name of a page: expected one that ends in .html or .htm, found %s (--html)"
              .formatted(page));
    }
    if (!Outputs.isReplaceable(page, begin -> begin.toLowerCase(Locale.ROOT).startsWith(BEGIN))) {
      throw wrong(
          command,
          "output exists: expected no file or a page, found one that begins otherwise (--html %s)"
              .formatted(page));
    }
  }

  /**
   * Refuses a page into a folder that is not there.
   *
   * @throws ParameterException if it is not
   */
  public static void requireFolder(CommandSpec command, Path page) {
    if (!Files.isDirectory(page.toAbsolutePath().resolveSibling(""))) {
      throw wrong(
          command,
          "no such folder: expected one for the page, found none (--html %s)".formatted(page));
    }
  }

  private static boolean isSame(Path page, Path json) throws IOException {
    return plain(page).equals(plain(json))
        || (Files.exists(page) && Files.exists(json) && Files.isSameFile(page, json));
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static ParameterException wrong(CommandSpec command, String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Writes the page if it was asked for, and says so. */
  public void write(PrintWriter words, Content content) throws IOException {
    if (file != null) {
      content.in(language.language()).write(file);
      words.printf("page      %s%n", file);
    }
  }
}
