package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.Filter;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The making of a record, of which there must not be two. A call that was never answered may have
 * made it, at once or some seconds later; then it is looked for a few times: a record without files
 * that is newer than all there were before, of this user, with the same name, memo and tags. Not
 * thread-safe.
 */
final class NewRecord {
  private static final Logger LOG = LoggerFactory.getLogger(NewRecord.class);

  /** Whoever interrupts does not want to wait long. */
  private static final int LOOKS_WHEN_INTERRUPTED = 3;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final KamonohashiClient client;
  private final DataApi.Create record;

  NewRecord(KamonohashiClient client, DataApi.Create record) {
    this.client = client;
    this.record = record;
  }

  /** The id of the latest record there is; 0 if there is none. */
  long latest() {
    DataApi.Query one = DataApi.Query.all().pageSize(1);
    return client.data().list(one).items().stream().mapToLong(DataApi.Summary::id).max().orElse(0);
  }

  /**
   * Makes it; its id.
   *
   * @param after the latest before
   * @param kept whether a record may be left when this thread is interrupted meanwhile
   * @throws IOException if there may be one, but nobody can tell which
   */
  long make(long after, boolean kept) throws IOException {
    try {
      return client.data().create(record).id();
    } catch (KamonohashiException e) {
      if (!e.mayBeDone()) {
        throw e;
      }
      LOG.debug("looks whether the record was made: {}", e.getMessage());
      return lookAfter(e, after, kept);
    }
  }

  private long lookAfter(KamonohashiException failure, long after, boolean kept)
      throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      int looks = interrupted ? LOOKS_WHEN_INTERRUPTED : client.retries().attempts() + 1;
      Optional<Long> found = look(failure, after, looks);
      if (found.isPresent() && !interrupted) {
        return found.get();
      }
      if (found.isPresent() && !kept) {
        client.data().delete(found.get());
      }
      throw failure;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<Long> look(KamonohashiException failure, long after, int looks)
      throws IOException {
    RetryPolicy retries = client.retries();
    for (int look = 1; look <= looks; look++) {
      try {
        Optional<Long> found = find(after);
        if (found.isPresent()) {
          return found;
        }
        pause(retries.pauseAfter(look));
      } catch (KamonohashiException e) {
        failure.addSuppressed(e);
        throw failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure;
      }
    }
    return Optional.empty();
  }

  private static void pause(Duration time) throws InterruptedException {
    Duration pause = time.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : time;
    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
  }

  /**
   * The record that was made and never answered, if it is there.
   *
   * @param after the latest before
   * @throws IOException if several may be it
   */
  Optional<Long> find(long after) throws IOException {
    DataApi.Query query = DataApi.Query.all();
    if (!record.name().startsWith("!")) {
      query = query.name(Filter.Text.contains(record.name()));
    }
    List<DataApi.Summary> newer =
        client.data().stream(query)
            .takeWhile(data -> data.id() > after) // the latest comes first
            .filter(this::isLike)
            .toList();
    if (newer.isEmpty()) {
      return Optional.empty();
    }
    String me = client.account().get().userName();
    List<Long> mine =
        newer.stream()
            .filter(data -> data.createdBy().equals(me))
            .map(DataApi.Summary::id)
            .filter(id -> client.data().get(id).fileNames().isEmpty())
            .toList();
    if (mine.size() > 1) {
      throw new IOException(
          "unclear record: expected one without files named '%s', found data %s"
              .formatted(record.name(), mine));
    }
    return mine.stream().findFirst();
  }

  private boolean isLike(DataApi.Summary data) {
    return data.name().equals(record.name())
        && data.memo().equals(record.memo())
        && new HashSet<>(data.tags()).equals(new HashSet<>(record.tags()));
  }
}
