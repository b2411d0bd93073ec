package dev.hibi.cli.option;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.hibi.WholeFiles;
import dev.hibi.cli.console.ConsoleWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --json}, which means the same for every command that has it: alone it prints JSON and
 * nothing else to standard output; {@code --json=FILE} writes it there, whole or not at all, beside
 * what is printed for people. {@code --json=/dev/stdout} is {@code --json} alone.
 *
 * <p>The next word is not the file, so that {@code predict --json IMAGE} classifies an image; only
 * a command that is {@link FileAsNextWord} takes it for one.
 */
public final class JsonOption {
  /** Pretty, and with {@code <} as it is. */
  public static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final String PRINT = "";
  private static final Set<String> STANDARD_OUTPUT =
      Set.of(PRINT, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = PRINT,
      preprocessor = AttachedFile.class,
      description =
          "Print JSON and nothing else; with =FILE, write it there beside what is printed.")
  private @Nullable String place;

  /** For a command, of which it is a part. */
  public JsonOption() {}

  /** A command without other words, whose older form {@code --json FILE} keeps working. */
  public interface FileAsNextWord {}

  /** Writes JSON. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything, without the line's end; the writer is closed by the caller. */
    void writeTo(Writer out) throws IOException;
  }

  /** Whether JSON was asked for, in either place. */
  public boolean isGiven() {
    return place != null;
  }

  /** Whether JSON is printed, so that nothing else may be. */
  public boolean isPrinted() {
    return place != null && STANDARD_OUTPUT.contains(place);
  }

  /** The file that JSON is written to, if it is one. */
  public Optional<Path> file() {
    return place == null || isPrinted() ? Optional.empty() : Optional.of(Path.of(place));
  }

  /** Where words for people go: to standard output, or nowhere if JSON goes there. */
  public PrintWriter words(PrintWriter out) {
    return isPrinted() ? new PrintWriter(Writer.nullWriter()) : out;
  }

  /** Prints or writes JSON if that was asked for. */
  public void write(PrintWriter out, Content content) throws IOException {
    if (isPrinted()) {
      PrintWriter programs = ConsoleWriter.forPrograms(out);
      content.writeTo(programs);
      programs.println();
      programs.flush();
    } else if (place != null) {
      WholeFiles.writeFile(
          StrictConverters.path(place),
          channel -> {
            Writer file = Channels.newWriter(channel, StandardCharsets.UTF_8);
            content.writeTo(file);
            file.write('\n');
            file.flush();
          });
    }
  }

  /** Leaves the next word to the command. */
  static final class AttachedFile implements IParameterPreprocessor {
    /** Of JSON that is an object or an array, as all of it is here. */
    private static final Pattern BEGIN = Pattern.compile("\\s*([{\\[].*)?", Pattern.DOTALL);

    @Override
    @SuppressWarnings("JdkObsolete") // the command line's signature
    public boolean preprocess(
        Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> state) {
      boolean attached = "=".equals(state.get("separator"));
      boolean nextWord = !attached && command.userObject() instanceof FileAsNextWord;
      if (!words.isEmpty() && (attached || (nextWord && !words.peek().startsWith("-")))) {
        checkFile(words.peek(), command);
      }
      if (!attached && !nextWord) {
        words.push(PRINT);
      }
      return false;
    }

    private static void checkFile(String file, CommandSpec command) {
      try {
        if (!STANDARD_OUTPUT.contains(file) || file.isEmpty()) {
          requireReplaceable(StrictConverters.path(file), command);
        }
      } catch (TypeConversionException e) {
        throw new ParameterException(
            command.commandLine(), "Invalid value for option '--json': " + e.getMessage(), e);
      }
    }

    /** In every command before its work, which may be long or not to be undone. */
    private static void requireReplaceable(Path file, CommandSpec command) {
      if (!Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
        throw new ParameterException(
            command.commandLine(),
            "no such folder: expected one for the JSON, found none (--json %s)".formatted(file));
      }
      if (!Outputs.isReplaceable(file, begin -> BEGIN.matcher(begin).matches())) {
        throw new ParameterException(
            command.commandLine(),
            "output exists: expected no file or JSON, found one that begins otherwise (--json %s)"
                .formatted(file));
      }
    }
  }
}
