package dev.hibi.cli.console;

import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error: lines for people, and text for programs.
 *
 * <p>Names in a line may come from anywhere: files, archives, servers. So {@link #println(String)}
 * and {@link #printf} show whatever a terminal could obey instead of printing one line of text as
 * {@code \}{@code u001b}: control characters with the line's own end, directions of writing, and
 * also what the console's charset has no character for. {@code print} and {@code write} are for
 * what a command makes itself, such as its help, and print it as it is.
 *
 * <p>Programs read UTF-8, whatever the locale: {@link #forPrograms}.
 */
public final class ConsoleWriter extends PrintWriter {
  private static final int UTF_8_BY_DEFAULT = 18;

  private final PrintWriter programs;
  private final VisibleText visible;

  private ConsoleWriter(Writer people, PrintWriter programs, VisibleText visible) {
    super(people, true);
    this.programs = programs;
    this.visible = visible;
  }

  /**
   * A writer to a stream.
   *
   * @param charset in which lines for people are written
   */
  public static ConsoleWriter to(OutputStream stream, Charset charset) {
    return new ConsoleWriter(
        new BufferedWriter(new OutputStreamWriter(stream, charset)),
        new PrintWriter(stream, false, StandardCharsets.UTF_8),
        VisibleText.in(charset));
  }

  /** A writer of text, which knows of no charset. */
  public static ConsoleWriter to(PrintWriter text) {
    return text instanceof ConsoleWriter console
        ? console
        : new ConsoleWriter(text, text, VisibleText.in(StandardCharsets.UTF_8));
  }

  /** The charset of the console: that of the locale, also with a JDK whose default is UTF-8. */
  public static Charset charset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", ""));
    boolean told = Runtime.version().feature() >= UTF_8_BY_DEFAULT && !name.isEmpty();
    return told && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
  }

  /**
   * Where a program's text goes: to the same stream, as it is and in UTF-8. Whoever has written
   * flushes it.
   */
  public static PrintWriter forPrograms(PrintWriter out) {
    if (!(out instanceof ConsoleWriter console)) {
      return out;
    }
    console.flush();
    return console.programs;
  }

  /** Draws a line in place of the one before, on a terminal. */
  public void redraw(String line) {
    print("\r" + visible.of(line) + "\u001b[K");
    flush();
  }

  /** Also what programs get. */
  @Override
  public void flush() {
    super.flush();
    programs.flush();
  }

  @Override
  public void println(@Nullable String line) {
    super.println(visible.of(String.valueOf(line)));
  }

  @Override
  public void println(@Nullable Object line) {
    println(String.valueOf(line));
  }

  /** The pattern is printed as it is, its arguments visibly. */
  @Override
  public PrintWriter format(String pattern, @Nullable Object... arguments) {
    super.print(String.format(pattern, shown(arguments)));
    flush();
    return this;
  }

  @Override
  public PrintWriter format(
      @Nullable Locale locale, String pattern, @Nullable Object... arguments) {
    super.print(String.format(locale, pattern, shown(arguments)));
    flush();
    return this;
  }

  @Override
  public PrintWriter printf(String pattern, @Nullable Object... arguments) {
    return format(pattern, arguments);
  }

  @Override
  public PrintWriter printf(
      @Nullable Locale locale, String pattern, @Nullable Object... arguments) {
    return format(locale, pattern, arguments);
  }

  private @Nullable Object[] shown(@Nullable Object[] arguments) {
    return Arrays.stream(arguments).map(this::shown).toArray();
  }

  private @Nullable Object shown(@Nullable Object argument) {
    boolean text =
        argument != null && !(argument instanceof Number) && !(argument instanceof Boolean);
    return text ? visible.of(String.valueOf(argument)) : argument;
  }
}
