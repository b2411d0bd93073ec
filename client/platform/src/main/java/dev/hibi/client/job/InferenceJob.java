package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.OutputFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An inference job: a program that finds what trainings have made in {@code /kqi/parent}.
 *
 * <pre>{@code
 * InferenceApi.Create request =
 *     InferenceApi.Create.builder("cracks")
 *         .containerImage(Container.Image.of("library/eclipse-temurin", "17-jre"))
 *         .dataSetId(dataSet.id())
 *         .gitModel(GitCommit.of("inspection", "cracks"))
 *         .entryPoint("./hibi predict --model /kqi/parent/model")
 *         .parentIds(List.of(training.id()))
 *         .build();
 * JobEnd<InferenceApi.Details> end =
 *     InferenceJob.start(client, request).followLog(System.out::println);
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class InferenceJob extends PlatformJob<InferenceApi.Details> {
  private final long id;

  private InferenceJob(KamonohashiClient client, long id, WatchPolicy policy, Polling polling) {
    super(client, JobCalls.inference(client, id), policy, polling);
    this.id = id;
  }

  /** An inference that was started before. */
  public static InferenceJob of(KamonohashiClient client, long inferenceId) {
    return new InferenceJob(client, inferenceId, WatchPolicy.DEFAULT, Polling.REAL);
  }

  /**
   * Starts an inference. When the call ends without an answer, it is looked for by a submission id
   * among its options before the call is said to have failed; no second one is started.
   *
   * @throws KamonohashiException if it was not started, or is not known to be
   */
  public static InferenceJob start(KamonohashiClient client, InferenceApi.Create request) {
    return of(client, Submission.of(client, request, Polling.REAL.pause()).run());
  }

  /** This inference, watched otherwise. */
  public InferenceJob policy(WatchPolicy policy) {
    return new InferenceJob(client(), id, Objects.requireNonNull(policy), polling());
  }

  /** The platform's id. */
  public long id() {
    return id;
  }

  @Override
  public List<Container.Event> events() {
    return client().inference().events(id);
  }

  /**
   * Stops it; it becomes {@code UserCanceled}.
   *
   * @throws KamonohashiException.BadRequest if it has ended
   */
  public void cancel() {
    client().inference().cancel(id);
  }

  @Override
  public void delete() {
    client().inference().delete(id);
  }

  /** What it has written to {@code /kqi/output} so far, also in folders; lazily, by path. */
  public Stream<OutputFile> outputs() {
    return OutputFiles.ofInference(client(), id).list();
  }

  /**
   * Fetches what it has written so far, also in folders.
   *
   * @return where the files are, by name
   * @throws IOException if a name leads out of the folder or a file cannot be written
   */
  public List<Path> downloadOutputs(Path folder) throws IOException {
    return Downloads.builder(client()).build().inferenceOutputs(id, "/", folder);
  }
}
