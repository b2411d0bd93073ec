package dev.hibi.cli.console;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line that is drawn again and again where a person looks. Thread-safe.
 *
 * <p>Who prints another line {@linkplain #clear clears} it first.
 */
public final class ProgressBar implements AutoCloseable {
  private static final long NANOS_BETWEEN_DRAWINGS = 100_000_000L;
  private static final int SECONDS_A_MINUTE = 60;

  private final ConsoleWriter terminal;
  private final int width;
  private long last = System.nanoTime() - NANOS_BETWEEN_DRAWINGS;
  private boolean drawn;

  private ProgressBar(ConsoleWriter terminal, int width) {
    this.terminal = terminal;
    this.width = width;
  }

  /**
   * A bar, if there is a terminal.
   *
   * @param width in characters, without the brackets
   */
  public static Optional<ProgressBar> find(PrintWriter writer, int width) {
    return Terminal.find().map(terminal -> on(writer, width));
  }

  /** A bar on a writer that is known to be a terminal. */
  public static ProgressBar on(PrintWriter terminal, int width) {
    return new ProgressBar(ConsoleWriter.to(terminal), width);
  }

  /**
   * Draws, unless it was drawn just now and there is more to come.
   *
   * @param share that is done, 0 to 1
   * @param text behind the bar; asked for if it is drawn
   */
  public synchronized void draw(double share, Supplier<String> text) {
    long now = System.nanoTime();
    if (now - last < NANOS_BETWEEN_DRAWINGS && share < 1) {
      return;
    }
    last = now;
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * width);
    terminal.redraw("[" + "#".repeat(full) + " ".repeat(width - full) + "] " + text.get());
    drawn = true;
  }

  /** Takes the line away, so that another one can be printed in its place. */
  public synchronized void clear() {
    if (drawn) {
      terminal.redraw("");
      terminal.print("\r");
      terminal.flush();
      drawn = false;
    }
  }

  /** Leaves the line as it is. */
  @Override
  public synchronized void close() {
    if (drawn) {
      terminal.println();
      drawn = false;
    }
  }

  /** A time in seconds as {@code 0:07}, {@code 12:30} or {@code 1:05:00}. */
  public static String time(double seconds) {
    long all = Math.round(seconds);
    long minutes = all / SECONDS_A_MINUTE;
    return minutes < SECONDS_A_MINUTE
        ? "%d:%02d".formatted(minutes, all % SECONDS_A_MINUTE)
        : "%d:%02d:%02d"
            .formatted(
                minutes / SECONDS_A_MINUTE, minutes % SECONDS_A_MINUTE, all % SECONDS_A_MINUTE);
  }
}
