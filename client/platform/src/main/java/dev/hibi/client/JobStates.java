package dev.hibi.client;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The states of a job, each when it is first seen. */
final class JobStates implements Iterator<JobState> {
  private final JobWatch watch;
  private final Duration interval;
  private final long id;
  private @Nullable JobState last;
  private @Nullable JobState ready;

  private JobStates(JobWatch watch, Duration interval, long id) {
    this.watch = watch;
    this.interval = interval;
    this.id = id;
  }

  static Stream<JobState> of(JobWatch watch, Duration interval, long id) {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    JobStates states = new JobStates(watch, interval, id);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(states, characteristics), false);
  }

  @Override
  public boolean hasNext() {
    while (ready == null && (last == null || last.result().isEmpty())) {
      JobState now = watch.look();
      if (!now.equals(last)) {
        ready = now;
        last = now;
      } else {
        pause();
      }
    }
    return ready != null;
  }

  private void pause() {
    try {
      Thread.sleep(interval.toMillis());
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
