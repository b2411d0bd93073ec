package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.Filter;
import dev.hibi.client.api.KeyValue;
import dev.hibi.client.api.TrainingApi;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a job, of which there must not be two. A call that was never answered may have
 * started it, at once or some seconds later; then the job is looked for by its submission id, a few
 * times. Not thread-safe.
 */
final class Submission {
  private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
  private static final int MOST_CANDIDATES = 50;

  private final KamonohashiClient client;
  private final TrainingRequest request;
  private final Polling.Pause pause;

  Submission(KamonohashiClient client, TrainingRequest request, Polling.Pause pause) {
    this.client = client;
    this.request = request;
    this.pause = pause;
  }

  /** Starts the job; its id. */
  long run() {
    try {
      return client.training().run(request.create()).id();
    } catch (KamonohashiException e) {
      if (!e.mayBeDone() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.debug("looks whether the job was started: {}", e.getMessage());
      return findAfter(e);
    }
  }

  private long findAfter(KamonohashiException failure) {
    RetryPolicy retries = client.retries();
    for (int look = 1; look <= retries.attempts() + 1; look++) {
      try {
        Optional<Long> found = find();
        if (found.isPresent()) {
          return found.get();
        }
        pause.pause(retries.pauseAfter(look + 2));
      } catch (KamonohashiException e) {
        failure.addSuppressed(e);
        throw failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure;
      }
    }
    throw failure;
  }

  /** The job's id, if it is there: the latest of its name are looked at. */
  Optional<Long> find() {
    TrainingApi.Query query = TrainingApi.Query.all();
    if (!request.name().startsWith("!")) {
      query = query.name(Filter.Text.contains(request.name()));
    }
    List<Long> candidates =
        client.training().stream(query)
            .filter(job -> job.name().equals(request.name()))
            .map(TrainingApi.Summary::id)
            .sorted((a, b) -> Long.compare(b, a))
            .limit(MOST_CANDIDATES)
            .toList();
    return candidates.stream().filter(this::isMine).findFirst();
  }

  private boolean isMine(long id) {
    KeyValue mine = new KeyValue(TrainingRequest.SUBMISSION_ID, request.submissionId());
    return client.training().get(id).options().contains(mine);
  }
}
