package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.Filter;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.api.KeyValue;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.api.PreprocessingApi;
import dev.hibi.client.api.TrainingApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

  private final RetryPolicy retries;
  private final Polling.Pause pause;
  private final Supplier<Long> start;
  private final Supplier<Optional<Long>> find;

  private Submission(
      KamonohashiClient client,
      Polling.Pause pause,
      Supplier<Long> start,
      Supplier<Optional<Long>> find) {
    this.retries = client.retries();
    this.pause = pause;
    this.start = start;
    this.find = find;
  }

  Submission(KamonohashiClient client, TrainingRequest request, Polling.Pause pause) {
    this(
        client,
        pause,
        () -> client.training().run(request.create()).id(),
        () -> find(client, request));
  }

  /** Of an inference, which gets a submission id if it has none. */
  static Submission of(KamonohashiClient client, InferenceApi.Create request, Polling.Pause pause) {
    Map<String, String> options = marked(request.options());
    InferenceApi.Create marked = request.options(options);
    return new Submission(
        client,
        pause,
        () -> client.inference().run(marked).id(),
        () ->
            latest(
                client.inference().stream(
                        named(request.name())
                            .map(InferenceApi.Query.all()::name)
                            .orElseGet(InferenceApi.Query::all))
                    .filter(job -> job.name().equals(request.name()))
                    .map(InferenceApi.Summary::id),
                id -> isMine(client.inference().get(id).options(), options)));
  }

  /** Of a notebook, which gets a submission id if it has none. */
  static Submission of(KamonohashiClient client, NotebookApi.Create request, Polling.Pause pause) {
    Map<String, String> options = marked(request.options());
    NotebookApi.Create marked = request.options(options);
    return new Submission(
        client,
        pause,
        () -> client.notebooks().run(marked).id(),
        () ->
            latest(
                client.notebooks().stream(
                        named(request.name())
                            .map(NotebookApi.Query.all()::name)
                            .orElseGet(NotebookApi.Query::all))
                    .filter(one -> one.name().equals(request.name()))
                    .map(NotebookApi.Summary::id),
                id -> isMine(client.notebooks().get(id).options(), options)));
  }

  /** Of a preprocessing of data, of which there is one at most. */
  static Submission of(
      KamonohashiClient client,
      long preprocessingId,
      PreprocessingApi.Run application,
      Polling.Pause pause) {
    return new Submission(
        client,
        pause,
        () -> client.preprocessings().run(preprocessingId, application).dataId(),
        () ->
            client.preprocessings().histories(preprocessingId).stream()
                .map(PreprocessingApi.History::dataId)
                .filter(dataId -> dataId == application.dataId())
                .findFirst());
  }

  private static Map<String, String> marked(Map<String, String> options) {
    Map<String, String> marked = new LinkedHashMap<>(options);
    marked.putIfAbsent(TrainingRequest.SUBMISSION_ID, UUID.randomUUID().toString());
    return marked;
  }

  /** Starts the job; its id. */
  long run() {
    try {
      return start.get();
    } catch (KamonohashiException e) {
      if (!e.mayBeDone() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.debug("looks whether the job was started: {}", e.getMessage());
      return findAfter(e);
    }
  }

  private long findAfter(KamonohashiException failure) {
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
    return find.get();
  }

  private static Optional<Long> find(KamonohashiClient client, TrainingRequest request) {
    Map<String, String> mine = Map.of(TrainingRequest.SUBMISSION_ID, request.submissionId());
    return latest(
        client.training().stream(
                named(request.name())
                    .map(TrainingApi.Query.all()::name)
                    .orElseGet(TrainingApi.Query::all))
            .filter(job -> job.name().equals(request.name()))
            .map(TrainingApi.Summary::id),
        id -> {
          TrainingApi.Details found = client.training().get(id);
          if (!isMine(found.options(), mine)) {
            return false;
          }
          requireSame(request.create(), found);
          return true;
        });
  }

  /** One id is of one request: another one would be taken for done. */
  private static void requireSame(TrainingApi.Create wanted, TrainingApi.Details found) {
    String command = found.entryPoint();
    long dataSet = found.dataSet().map(DataSetApi.Summary::id).orElse(wanted.dataSetId());
    if (dataSet != wanted.dataSetId()) {
      throw another("data set " + wanted.dataSetId(), Long.toString(dataSet), found.id());
    }
    if (!command.isEmpty() && !command.equals(wanted.entryPoint())) {
      throw another("command '" + wanted.entryPoint() + "'", "'" + command + "'", found.id());
    }
  }

  private static IllegalArgumentException another(String wanted, String found, long id) {
    return new IllegalArgumentException(
        "another job has this submission id: expected %s, found %s (training %d)"
            .formatted(wanted, found, id));
  }

  /** A filter for a name; none for one that the platform would take for the opposite. */
  private static Optional<Filter.Text> named(String name) {
    return name.startsWith("!") ? Optional.empty() : Optional.of(Filter.Text.contains(name));
  }

  private static Optional<Long> latest(Stream<Long> ids, Predicate<Long> isMine) {
    List<Long> candidates =
        ids.sorted((a, b) -> Long.compare(b, a)).limit(MOST_CANDIDATES).toList();
    return candidates.stream().filter(isMine).findFirst();
  }

  private static boolean isMine(List<KeyValue> found, Map<String, String> options) {
    String id = Objects.requireNonNull(options.get(TrainingRequest.SUBMISSION_ID));
    return found.contains(new KeyValue(TrainingRequest.SUBMISSION_ID, id));
  }
}
