package dev.hibi.cli.kqi;

import dev.hibi.cli.console.ConsoleWriter;
import dev.hibi.cli.console.ProgressBar;
import dev.hibi.cli.option.Pace;
import dev.hibi.client.transfer.TransferListener;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * How far a transfer is: a bar that moves where a person looks, a line every few seconds elsewhere.
 */
final class TransferBar implements TransferListener, AutoCloseable {
  private static final int WIDTH = 30;
  private static final double MB = 1e6;

  private final ConsoleWriter err;
  private final Optional<ProgressBar> bar;
  private final Pace pace = new Pace();
  private final long begin = System.nanoTime();

  TransferBar(PrintWriter err) {
    this.err = ConsoleWriter.to(err);
    this.bar = ProgressBar.find(err, WIDTH);
  }

  @Override
  public synchronized void onProgress(TransferListener.Progress progress) {
    double share = progress.total() == 0 ? 1 : (double) progress.bytes() / progress.total();
    if (bar.isPresent()) {
      bar.get().draw(share, () -> line(progress, share));
    } else if (pace.isTime()) {
      err.println(line(progress, share));
    }
  }

  private String line(TransferListener.Progress progress, double share) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return "%3.0f %%  %,.1f of %,.1f MB, %,.1f MB/s, %d of %d files  %s"
        .formatted(
            100 * share,
            progress.bytes() / MB,
            progress.total() / MB,
            progress.bytes() / MB / Math.max(seconds, 1e-3),
            progress.filesDone(),
            progress.files(),
            progress.file());
  }

  /** Leaves the line. */
  @Override
  public synchronized void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
