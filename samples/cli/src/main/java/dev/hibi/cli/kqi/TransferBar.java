package dev.hibi.cli.kqi;

import dev.hibi.cli.console.ConsoleWriter;
import dev.hibi.client.transfer.TransferListener;
import java.io.PrintWriter;

/**
 * How far a transfer is: a bar that moves where a person looks, a line every few seconds elsewhere.
 */
final class TransferBar implements TransferListener, AutoCloseable {
  private static final int WIDTH = 30;
  private static final double MB = 1e6;

  private final ConsoleWriter err;
  private final boolean moves;
  private final long pauseNanos;
  private final long begin = System.nanoTime();
  private long last;
  private boolean drawn;

  TransferBar(PrintWriter err) {
    this.err = ConsoleWriter.to(err);
    this.moves = Terminal.find().isPresent();
    this.pauseNanos = moves ? 100_000_000L : 5_000_000_000L;
    this.last = moves ? 0 : begin;
  }

  @Override
  public synchronized void onProgress(TransferListener.Progress progress) {
    long now = System.nanoTime();
    boolean done = progress.bytes() >= progress.total() && progress.total() > 0;
    if (now - last < pauseNanos && !(done && moves)) {
      return;
    }
    last = now;
    double share = progress.total() == 0 ? 1 : (double) progress.bytes() / progress.total();
    double seconds = (now - begin) / 1e9;
    String line =
        "%3.0f %%  %,.1f of %,.1f MB, %,.1f MB/s, %d of %d files  %s"
            .formatted(
                100 * share,
                progress.bytes() / MB,
                progress.total() / MB,
                progress.bytes() / MB / Math.max(seconds, 1e-3),
                progress.filesDone(),
                progress.files(),
                progress.file());
    if (moves) {
      int full = (int) Math.round(share * WIDTH);
      err.redraw("[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + line);
      drawn = true;
    } else {
      err.println(line);
    }
  }

  /** Leaves the line. */
  @Override
  public synchronized void close() {
    if (drawn) {
      err.println();
    }
  }
}
