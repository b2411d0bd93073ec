package dev.hibi.client.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A time that passes in pauses alone, and at once. Thread-safe. */
final class FakeTime implements InstantSource {
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-31T09:30:00Z");

  Polling polling() {
    return new Polling(this, this::pause);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  private synchronized void pause(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now = now.plus(duration);
    pauses.add(duration);
    notifyAll();
  }

  /** All pauses so far, in order. */
  synchronized List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  /** Waits until others have paused so often more. */
  synchronized void awaitPauses(int count) throws InterruptedException {
    int wanted = pauses.size() + count;
    while (pauses.size() < wanted) {
      wait();
    }
  }
}
