package dev.hibi.model;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many images through one classifier: read and prepared ahead on several threads, classified in
 * batches on the thread that asks, given out in their order.
 *
 * <p>At most two batches are held, prepared; besides, each thread holds the one that it decodes.
 * The threads are daemons and end when nothing is left to read, or on {@link #close}.
 */
final class BulkClassification implements Iterator<ImageOutcome>, AutoCloseable {
  private final Classifier classifier;
  private final Iterator<? extends ImageInput> images;
  private final int batchSize;
  private final boolean located;
  private final ThreadPoolExecutor readers;
  private final Deque<Future<Prepared>> ahead = new ArrayDeque<>();
  private final Deque<ImageOutcome> ready = new ArrayDeque<>();

  /** An image's pixels, or why there are none. */
  private record Prepared(String name, FloatBuffer pixels, @Nullable IOException failure) {}

  /**
   * Begins when it is asked.
   *
   * @param located whether answers have maps
   */
  BulkClassification(
      Classifier classifier,
      Iterator<? extends ImageInput> images,
      int batchSize,
      boolean located) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("bad batch size: expected 1 and more, found " + batchSize);
    }
    this.classifier = classifier;
    this.images = images;
    this.batchSize = batchSize;
    this.located = located;
    int threads = classifier.readers();
    this.readers =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            BulkClassification::daemon);
    readers.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "hibi-classifier-reader");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty()) {
      classifyBatch();
    }
    return !ready.isEmpty();
  }

  @Override
  public ImageOutcome next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more images");
    }
    return ready.removeFirst();
  }

  private void classifyBatch() {
    readAhead();
    List<Prepared> batch = new ArrayList<>();
    while (batch.size() < batchSize && !ahead.isEmpty()) {
      batch.add(take(ahead.removeFirst()));
    }
    readAhead(); // cores decode while the network computes
    List<Prepared> good = batch.stream().filter(image -> image.failure == null).toList();
    Iterator<Classification> results =
        classifier
            .answers()
            .of(
                good.stream().map(Prepared::pixels).toList(),
                located,
                index -> good.get(index).name)
            .iterator();
    for (Prepared image : batch) {
      ready.add(
          image.failure == null
              ? new ImageOutcome.Classified(image.name, results.next())
              : new ImageOutcome.Unreadable(image.name, image.failure));
    }
  }

  private void readAhead() {
    while (ahead.size() < 2 * batchSize && images.hasNext()) {
      ImageInput image = images.next();
      ahead.add(readers.submit(() -> prepare(image)));
    }
  }

  private Prepared prepare(ImageInput image) {
    try {
      return new Prepared(image.name(), classifier.prepare(image), null);
    } catch (IOException e) {
      return new Prepared(image.name(), FloatBuffer.allocate(0), e);
    }
  }

  private static Prepared take(Future<Prepared> image) {
    try {
      // A future that is done would not look.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return image.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new InterruptedIOException("interrupted: expected images to be read"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** Ends the threads that read; those at work are interrupted. Idempotent. */
  @Override
  public void close() {
    readers.shutdownNow();
  }
}
