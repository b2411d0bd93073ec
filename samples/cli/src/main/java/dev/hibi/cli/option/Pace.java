package dev.hibi.cli.option;

/** Says every few seconds that it is time for a line. Not thread-safe. */
public final class Pace {
  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private long lastLine = System.nanoTime();

  /** The first pause begins now. */
  public Pace() {}

  /** A line was written otherwise. */
  public void restart() {
    lastLine = System.nanoTime();
  }

  /** Whether it is; then the next pause begins. */
  public boolean isTime() {
    long now = System.nanoTime();
    if (now - lastLine < NANOS_BETWEEN_LINES) {
      return false;
    }
    lastLine = now;
    return true;
  }
}
