package dev.hibi.cli;

/** Says every few seconds that it is time for a line. Not thread-safe. */
final class Pace {
  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private long lastLine = System.nanoTime();

  /** A line was written otherwise. */
  void restart() {
    lastLine = System.nanoTime();
  }

  boolean isTime() {
    long now = System.nanoTime();
    if (now - lastLine < NANOS_BETWEEN_LINES) {
      return false;
    }
    lastLine = now;
    return true;
  }
}
