package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.PreprocessingApi;
import java.util.List;
import java.util.Objects;

/**
 * A preprocessing applied to data: each folder that it leaves in {@code /kqi/output} becomes data
 * of its own. To one data record a preprocessing is applied once.
 *
 * <p>Immutable and thread-safe.
 */
public final class PreprocessingJob extends PlatformJob<PreprocessingApi.HistoryDetails> {
  private final long id;
  private final long dataId;

  private PreprocessingJob(
      KamonohashiClient client, long id, long dataId, WatchPolicy policy, Polling polling) {
    super(client, JobCalls.preprocessing(client, id, dataId), policy, polling);
    this.id = id;
    this.dataId = dataId;
  }

  /** An application that was begun before. */
  public static PreprocessingJob of(KamonohashiClient client, long preprocessingId, long dataId) {
    return new PreprocessingJob(client, preprocessingId, dataId, WatchPolicy.DEFAULT, Polling.REAL);
  }

  /**
   * Applies a preprocessing. When the call ends without an answer, the application is looked for
   * before the call is said to have failed.
   *
   * @throws KamonohashiException.NotFound if the data or the preprocessing is not there, or it was
   *     applied to them before
   */
  public static PreprocessingJob start(
      KamonohashiClient client, long preprocessingId, PreprocessingApi.Run application) {
    Submission.of(client, preprocessingId, application, Polling.REAL.pause()).run();
    return of(client, preprocessingId, application.dataId());
  }

  /** This application, watched otherwise. */
  public PreprocessingJob policy(WatchPolicy policy) {
    return new PreprocessingJob(client(), id, dataId, Objects.requireNonNull(policy), polling());
  }

  /** The preprocessing. */
  public long id() {
    return id;
  }

  /** The data that it is applied to. */
  public long dataId() {
    return dataId;
  }

  /** The data that have come of it so far. */
  public List<Long> outputDataIds() {
    return details().outputDataIds();
  }

  @Override
  public List<Container.Event> events() {
    return client().preprocessings().events(id, dataId);
  }

  /**
   * Deletes the application and the data that have come of it; stops it if it runs.
   *
   * @throws KamonohashiException.Conflict if something uses these data
   */
  @Override
  public void delete() {
    client().preprocessings().deleteHistory(id, dataId);
  }
}
