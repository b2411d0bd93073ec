package dev.hibi.client.job;

import dev.hibi.client.KamonohashiException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The states of a job, each when it is first seen.
 *
 * @param <D> what the platform tells of the job
 */
final class JobStates<D> implements Iterator<JobLook<D>> {
  private final StatusWatch<D> watch;
  private final Polling polling;
  private final Duration interval;
  private final String path;
  private @Nullable JobLook<D> last;
  private @Nullable JobLook<D> ready;

  private JobStates(StatusWatch<D> watch, Polling polling, Duration interval, String path) {
    this.watch = watch;
    this.polling = polling;
    this.interval = interval;
    this.path = path;
  }

  /**
   * The states, as a stream that looks while it is read.
   *
   * @param path of the job's calls
   */
  static <D> Stream<JobLook<D>> of(
      StatusWatch<D> watch, Polling polling, Duration interval, String path) {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    JobStates<D> states = new JobStates<>(watch, polling, interval, path);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(states, characteristics), false);
  }

  @Override
  public boolean hasNext() {
    if (ready == null && (last == null || last.end().isEmpty())) {
      last = change();
      ready = last;
    }
    return ready != null;
  }

  private JobLook<D> change() {
    try {
      return polling.until(
          interval, () -> Optional.of(watch.look()).filter(now -> !now.equals(last)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KamonohashiException.Transport(
          "an interrupt", "GET", path, new InterruptedIOException());
    }
  }

  @Override
  public JobLook<D> next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    JobLook<D> now = ready;
    ready = null;
    return now;
  }
}
