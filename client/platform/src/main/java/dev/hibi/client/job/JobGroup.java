package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * Jobs that are waited for together.
 *
 * <pre>{@code
 * List<JobResult> results = JobGroup.of(client, List.of(5L, 6L, 7L)).awaitAll();
 * }</pre>
 *
 * <p>Immutable and thread-safe. An interrupt ends a wait; the jobs go on.
 */
public final class JobGroup {
  private final KamonohashiClient client;
  private final List<Long> ids;
  private final WatchPolicy policy;
  private final Polling polling;

  private JobGroup(KamonohashiClient client, List<Long> ids, WatchPolicy policy, Polling polling) {
    this.client = client;
    this.ids = ids;
    this.policy = policy;
    this.polling = polling;
  }

  /**
   * Jobs that were started before.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static JobGroup of(KamonohashiClient client, List<Long> trainingIds) {
    if (trainingIds.isEmpty()) {
      throw new IllegalArgumentException("no jobs: expected at least one, found none");
    }
    List<Long> ids = trainingIds.stream().distinct().toList();
    return new JobGroup(client, ids, WatchPolicy.DEFAULT, Polling.REAL);
  }

  /** These jobs, watched otherwise. */
  public JobGroup policy(WatchPolicy policy) {
    return new JobGroup(client, ids, Objects.requireNonNull(policy), polling);
  }

  /** These jobs in another time. */
  JobGroup polling(Polling polling) {
    return new JobGroup(client, ids, policy, polling);
  }

  /**
   * Waits until all are over.
   *
   * @return how they have ended, in the order of the group
   * @throws KamonohashiException if the platform does not answer for longer than the policy's
   *     patience, or a job is not there
   */
  public List<JobResult> awaitAll() throws InterruptedException {
    return awaitAll((id, state) -> {});
  }

  /**
   * Waits until all are over, and tells how each is, first and whenever that changes.
   *
   * @param listener called by this thread
   */
  public List<JobResult> awaitAll(BiConsumer<Long, JobState> listener) throws InterruptedException {
    Looks looks = new Looks(listener);
    return polling.until(policy.interval(), looks::all);
  }

  /**
   * Waits until all are over, but not for longer.
   *
   * @throws TimeoutException if they are not over in time; they go on
   */
  public List<JobResult> awaitAll(Duration deadline, BiConsumer<Long, JobState> listener)
      throws InterruptedException, TimeoutException {
    Looks looks = new Looks(listener);
    return polling
        .within(deadline, policy.interval(), looks::all)
        .orElseThrow(
            () ->
                new TimeoutException(
                    "not over: expected the end of %d jobs within %s s, found %d that go on (%s)"
                        .formatted(
                            ids.size(),
                            deadline.toSeconds(),
                            looks.going().size(),
                            looks.going())));
  }

  /** Waits until one is over: the first that is found so. */
  public JobResult awaitAny() throws InterruptedException {
    Looks looks = new Looks((id, state) -> {});
    return polling.until(policy.interval(), looks::any);
  }

  /** What one wait has seen. */
  private final class Looks {
    private final BiConsumer<Long, JobState> listener;
    private final Map<Long, JobWatch> watches = new LinkedHashMap<>();
    private final Map<Long, JobState> states = new HashMap<>();

    Looks(BiConsumer<Long, JobState> listener) {
      this.listener = listener;
      ids.forEach(id -> watches.put(id, new JobWatch(client, id, policy, polling.clock())));
    }

    Optional<List<JobResult>> all() {
      List<JobResult> results = new ArrayList<>();
      watches.forEach((id, watch) -> look(id, watch).ifPresent(results::add));
      return results.size() == ids.size() ? Optional.of(results) : Optional.empty();
    }

    Optional<JobResult> any() {
      return watches.entrySet().stream()
          .flatMap(entry -> look(entry.getKey(), entry.getValue()).stream())
          .findFirst();
    }

    /** Jobs that are over are not looked at again. */
    private Optional<JobResult> look(long id, JobWatch watch) {
      JobState before = states.get(id);
      if (before != null && before.result().isPresent()) {
        return before.result();
      }
      JobState now = watch.look();
      states.put(id, now);
      if (!now.equals(before)) {
        listener.accept(id, now);
      }
      return now.result();
    }

    List<Long> going() {
      return ids.stream()
          .filter(id -> Optional.ofNullable(states.get(id)).flatMap(JobState::result).isEmpty())
          .toList();
    }
  }
}
