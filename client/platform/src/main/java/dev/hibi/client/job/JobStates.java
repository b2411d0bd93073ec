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

/** The states of a job, each when it is first seen. */
final class JobStates implements Iterator<JobState> {
  private final JobWatch watch;
  private final Polling polling;
  private final Duration interval;
  private final long id;
  private @Nullable JobState last;
  private @Nullable JobState ready;

  private JobStates(JobWatch watch, Polling polling, Duration interval, long id) {
    this.watch = watch;
    this.polling = polling;
    this.interval = interval;
    this.id = id;
  }

  static Stream<JobState> of(JobWatch watch, Polling polling, Duration interval, long id) {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    JobStates states = new JobStates(watch, polling, interval, id);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(states, characteristics), false);
  }

  @Override
  public boolean hasNext() {
    if (ready == null && (last == null || last.result().isEmpty())) {
      last = change();
      ready = last;
    }
    return ready != null;
  }

  private JobState change() {
    try {
      return polling.until(
          interval, () -> Optional.of(watch.look()).filter(now -> !now.equals(last)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KamonohashiException.Transport(
          "an interrupt", "GET", "/api/v2/training/" + id, new InterruptedIOException());
    }
  }

  @Override
  public JobState next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    JobState now = ready;
    ready = null;
    return now;
  }
}
