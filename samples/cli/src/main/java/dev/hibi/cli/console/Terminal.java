package dev.hibi.cli.console;

import java.io.Console;
import java.util.Optional;

/** The terminal that a person sits at, if there is one. */
public final class Terminal {
  private static final int KNOWS_TERMINALS = 22;

  private Terminal() {}

  /** Empty if input or output is a file or another program. */
  @SuppressWarnings("SystemConsoleNull") // both ways are gone
  public static Optional<Console> find() {
    Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    if (Runtime.version().feature() < KNOWS_TERMINALS) {
      return Optional.of(console);
    }
    try {
      boolean terminal = (boolean) Console.class.getMethod("isTerminal").invoke(console);
      return terminal ? Optional.of(console) : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }
}
