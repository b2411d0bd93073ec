package dev.hibi.client.transfer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a transfer has moved, and tells a listener. Thread-safe. */
final class Tally {
  private final TransferListener listener;
  private final int files;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong total = new AtomicLong();
  private final AtomicInteger filesDone = new AtomicInteger();
  private final Object oneAtATime = new Object();

  Tally(TransferListener listener, int files) {
    this.listener = listener;
    this.files = files;
  }

  /** What nobody listens to. */
  static Item unheard() {
    return new Tally(progress -> {}, 0).item("");
  }

  Item item(String file) {
    return new Item(file);
  }

  /** One of the files. */
  final class Item {
    private final String file;
    private final AtomicLong fileBytes = new AtomicLong();
    private final AtomicLong fileTotal = new AtomicLong();
    private final AtomicLong reported = new AtomicLong();

    private Item(String file) {
      this.file = file;
    }

    /** Its size is known, or another than was thought. */
    void total(long size) {
      total.addAndGet(size - fileTotal.getAndSet(size));
    }

    /**
     * Bytes were moved.
     *
     * @param count negative if they have to be moved again
     */
    void moved(long count) {
      fileBytes.addAndGet(count);
      bytes.addAndGet(count);
    }

    /** Tells the listener, if there is news. */
    void report() {
      long now = fileBytes.get();
      if (reported.getAndSet(now) != now) {
        tell();
      }
    }

    /** The file is where it belongs. */
    void done() {
      filesDone.incrementAndGet();
      tell();
    }

    private void tell() {
      synchronized (oneAtATime) {
        listener.onProgress(
            new TransferListener.Progress(
                file,
                fileBytes.get(),
                fileTotal.get(),
                bytes.get(),
                total.get(),
                filesDone.get(),
                files));
      }
    }
  }
}
