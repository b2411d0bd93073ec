package dev.hibi.client.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Waits for a job of any kind, and follows its log. Immutable and thread-safe.
 *
 * @param <D> what the platform tells of the job
 */
record Following<D>(JobCalls<D> calls, WatchPolicy policy, Polling polling) {

  /** Until it is over; tells how it is, first and whenever that changes. */
  JobEnd<D> await(Consumer<JobLook<D>> listener) throws InterruptedException {
    StatusWatch<D> watch = watch();
    AtomicReference<JobLook<D>> before = new AtomicReference<>();
    return polling.until(
        policy.interval(),
        () -> {
          JobLook<D> now = watch.look();
          if (!now.equals(before.getAndSet(now))) {
            listener.accept(now);
          }
          return now.end();
        });
  }

  JobEnd<D> await(Duration deadline) throws InterruptedException, TimeoutException {
    StatusWatch<D> watch = watch();
    return polling
        .within(deadline, policy.interval(), () -> watch.look().end())
        .orElseThrow(
            () ->
                new TimeoutException(
                    "not over: expected the end within %s, found status %s (%s)"
                        .formatted(Patience.text(deadline), watch.last().status(), calls.words())));
  }

  Stream<JobLook<D>> states() {
    return JobStates.of(watch(), polling, policy.interval(), calls.path());
  }

  JobEnd<D> followLog(Consumer<String> lines) throws InterruptedException {
    StatusWatch<D> watch = watch();
    LogFollower log = follower(policy.patience(), lines);
    JobEnd<D> end =
        polling.until(
            policy.interval(),
            () -> {
              JobLook<D> now = watch.look();
              log.read(); // after the look, so that nothing is missed when that was the last
              return now.end();
            });
    log.end();
    return end;
  }

  List<String> log() {
    List<String> all = new ArrayList<>();
    LogFollower log = follower(Duration.ZERO, all::add);
    log.read();
    log.end();
    return all;
  }

  private StatusWatch<D> watch() {
    return new StatusWatch<>(calls, policy, polling.clock());
  }

  private LogFollower follower(Duration patience, Consumer<String> lines) {
    return new LogFollower(calls.log(), new Patience(polling.clock(), patience), lines);
  }
}
