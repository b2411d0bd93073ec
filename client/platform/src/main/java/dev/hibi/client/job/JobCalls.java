package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.api.PreprocessingApi;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.transfer.GrowingFile;
import dev.hibi.client.transfer.OutputFiles;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The platform's calls about one job of some kind, as far as it is waited for. Thread-safe.
 *
 * @param words such as {@code training 7}
 * @param path such as {@code /api/v2/training/7}
 * @param details asks the platform, which asks the cluster
 * @param glances what all kinds tell of themselves
 * @param stop halts it
 * @param logs its log, from the beginning
 * @param outputs whether it has left a file below {@code /kqi/output}
 * @param <D> what the platform tells of it
 */
record JobCalls<D>(
    String words,
    String path,
    Supplier<D> details,
    Function<D, Glance> glances,
    Runnable stop,
    Supplier<GrowingFile> logs,
    Predicate<String> outputs) {

  /** What all kinds tell of themselves. */
  record Glance(String name, JobStatus status, String statusType, String note) {}

  D get() {
    return details.get();
  }

  Glance glance(D found) {
    return glances.apply(found);
  }

  void halt() {
    stop.run();
  }

  GrowingFile log() {
    return logs.get();
  }

  boolean hasOutput(String file) {
    return outputs.test(file);
  }

  static JobCalls<TrainingApi.Details> training(KamonohashiClient client, long id) {
    return new JobCalls<>(
        "training " + id,
        "/api/v2/training/" + id,
        () -> client.training().get(id),
        job -> new Glance(job.name(), job.status(), job.statusType(), job.conditionNote()),
        () -> client.training().halt(id),
        () -> GrowingFile.log(client, id),
        file -> OutputFiles.of(client, id).contains(file));
  }

  static JobCalls<InferenceApi.Details> inference(KamonohashiClient client, long id) {
    return new JobCalls<>(
        "inference " + id,
        "/api/v2/inferences/" + id,
        () -> client.inference().get(id),
        job -> new Glance(job.name(), job.status(), job.statusType(), job.conditionNote()),
        () -> client.inference().halt(id),
        () -> GrowingFile.inferenceLog(client, id),
        file -> OutputFiles.ofInference(client, id).contains(file));
  }

  static JobCalls<NotebookApi.Details> notebook(KamonohashiClient client, long id) {
    return new JobCalls<>(
        "notebook " + id,
        "/api/v2/notebook/" + id,
        () -> client.notebooks().get(id),
        one -> new Glance(one.name(), one.status(), one.statusType(), one.conditionNote()),
        () -> client.notebooks().halt(id),
        () -> GrowingFile.notebookLog(client, id),
        file -> OutputFiles.ofNotebook(client, id).contains(file));
  }

  /** Of one application; what it has written is seen as data only, when it has ended well. */
  static JobCalls<PreprocessingApi.HistoryDetails> preprocessing(
      KamonohashiClient client, long id, long dataId) {
    return new JobCalls<>(
        "preprocessing %d of data %d".formatted(id, dataId),
        "/api/v2/preprocessings/%d/histories/%d".formatted(id, dataId),
        () -> client.preprocessings().history(id, dataId),
        history -> new Glance(history.preprocessName(), history.status(), history.statusType(), ""),
        () -> client.preprocessings().halt(id, dataId),
        () -> GrowingFile.preprocessingLog(client, id, dataId),
        file -> false);
  }
}
