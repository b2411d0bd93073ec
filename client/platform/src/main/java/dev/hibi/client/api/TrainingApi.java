package dev.hibi.client.api;

import com.google.gson.annotations.SerializedName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Training jobs. These are the platform's own calls; {@link dev.hibi.client.job.TrainingRequest}
 * checks a job before it is sent, {@link dev.hibi.client.job.TrainingJob} waits for it, follows its
 * log and fetches what it has made.
 */
public interface TrainingApi {

  /** A page of the tenant's jobs: favourites first, then the latest. */
  @Route("GET /training")
  Page<Summary> list(Query query);

  /**
   * All jobs that a query finds; pages are fetched when they are reached. Each job comes once, also
   * when others begin or become favourites meanwhile.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** A page of jobs, found by several words for each field. */
  @Route("GET /training/search")
  Page<Summary> search(Search search);

  /**
   * All jobs that a search finds; pages are fetched when they are reached.
   *
   * @param search its page number does not count
   */
  default Stream<Summary> stream(Search search) {
    return Paging.stream(page -> search(search.page(page)).items(), search.pageSize(), Summary::id);
  }

  /** What a search may be filled in with. */
  @Route("GET /training/search/fill")
  SearchChoices searchChoices();

  /** The searches that the user has kept. */
  @Route("GET /training/search-history")
  List<KeptSearch> keptSearches();

  /** Keeps a search. */
  @Route("POST /training/search-history")
  KeptSearch keepSearch(NewSearch search);

  /** Forgets a search. */
  @Route("DELETE /training/search-history/{id}")
  void deleteSearch(long id);

  /** All jobs, without what they run. */
  @Route("GET /training/simple")
  List<Simple> all();

  /**
   * Jobs whose output another may mount.
   *
   * @param statuses which are wanted; none for all
   */
  @Route("GET /training/mount?Status={statuses}")
  List<Summary> mountable(List<String> statuses);

  /** A job; the platform asks the cluster how it is. */
  @Route("GET /training/{id}")
  Details get(long id);

  /** Changes what is written about a job. */
  @Route("PUT /training/{id}")
  Simple edit(long id, Edit changes);

  /**
   * Deletes a job with its files and its TensorBoard; stops it if it runs.
   *
   * @throws dev.hibi.client.KamonohashiException.Conflict if other jobs build on it
   */
  @Route("DELETE /training/{id}")
  void delete(long id);

  /**
   * Starts a job, which takes seconds and may take minutes. Never repeated by itself: {@link
   * dev.hibi.client.job.TrainingJob#start} finds out what became of a call without an answer.
   *
   * @throws dev.hibi.client.KamonohashiException.NotFound if the data set, the branch, the
   *     partition or a parent is not there, or the name of an option is none
   * @throws dev.hibi.client.KamonohashiException.ServiceUnavailable if the cluster did not take it
   */
  @Route("POST /training/run")
  Simple run(Create job);

  /** What has gone wrong in the cluster. */
  @Route("GET /training/{id}/events")
  List<Container.Event> events(long id);

  /** The log and other files of a job, with what users have attached. */
  @Route("GET /training/{id}/files?withUrl={withUrl}")
  List<AttachedFile> files(long id, boolean withUrl);

  /** Attaches a file that is in the storage already. */
  @Route("POST /training/{id}/files")
  AttachedFile addFile(long id, DataApi.StoredFile file);

  /** Deletes a file that a user has attached. */
  @Route("DELETE /training/{id}/files/{fileId}")
  void deleteFile(long id, long fileId);

  /** A file that a user has attached, with its size. */
  @Route("GET /training/{id}/files/{name}/size")
  DataApi.DataFile fileSize(long id, String name);

  /**
   * A folder of what the job writes; empty if the storage does not answer.
   *
   * @param path from {@code /kqi/output}, such as {@code /} or {@code /run/model}
   */
  @Route("GET /training/{id}/container-files?path={path}&withUrl={withUrl}")
  Optional<Container.Files> containerFiles(long id, String path, boolean withUrl);

  /** The job's TensorBoard; its status is {@code None} if there is none. */
  @Route("GET /training/{id}/tensorboard")
  TensorBoard tensorBoard(long id);

  /** Starts a TensorBoard, or finds the one that runs, whose end does not move. */
  @Route("PUT /training/{id}/tensorboard")
  TensorBoard startTensorBoard(long id, TensorBoardStart start);

  /**
   * Stops the TensorBoard.
   *
   * @throws dev.hibi.client.KamonohashiException.NotFound if none runs
   */
  @Route("DELETE /training/{id}/tensorboard")
  void stopTensorBoard(long id);

  /**
   * Stops a job, which becomes {@code Killed}.
   *
   * @throws dev.hibi.client.KamonohashiException.BadRequest if it has ended
   */
  @Route("POST /training/{id}/halt")
  Simple halt(long id);

  /**
   * Stops a job, which becomes {@code UserCanceled}.
   *
   * @throws dev.hibi.client.KamonohashiException.BadRequest if it has ended
   */
  @Route("POST /training/{id}/user-cancel")
  Simple cancel(long id);

  /**
   * Calls a job {@code Completed}; the job's own container does so at its end.
   *
   * @throws dev.hibi.client.KamonohashiException.BadRequest if it has ended
   */
  @Route("POST /training/{id}/complete")
  Simple complete(long id);

  /** All tags that jobs of the tenant have. */
  @Route("GET /training/tags")
  List<String> tags();

  /** Adds tags to jobs. */
  @Route("POST /training/tags")
  List<Summary> addTags(Tags tags);

  /** Takes tags away from jobs. */
  @Route("DELETE /training/tags")
  List<Summary> removeTags(Tags tags);

  /** A job, without what it runs. */
  record Simple(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      JobStatus status,
      boolean favorite,
      String fullName) {}

  /**
   * A job in a list.
   *
   * @param fullName id and name
   * @param dataSet empty if it was deleted
   */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      JobStatus status,
      boolean favorite,
      String fullName,
      Optional<DataSetApi.Summary> dataSet,
      String entryPoint,
      List<String> parentFullNameList,
      List<String> tags) {}

  /**
   * A job with what it runs.
   *
   * @param key what the cluster calls it
   * @param options its environment, beside what the platform gives
   * @param memory GB (1,000,000,000 bytes)
   * @param nodePorts for each port the node's
   * @param statusType {@code Running}, {@code Error}, {@code Closed}, {@code Failed} or {@code
   *     None}; {@link JobStatus} says what they hide
   * @param conditionNote why the cluster does not place it
   * @param waitingTime such as {@code 0d 1h 2m}
   */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      Optional<Long> displayId,
      String name,
      String memo,
      JobStatus status,
      boolean favorite,
      String fullName,
      Optional<DataSetApi.Summary> dataSet,
      String entryPoint,
      List<String> parentFullNameList,
      List<String> tags,
      String key,
      Optional<GitCommit.Details> gitModel,
      List<KeyValue> options,
      Optional<Container.Image.Details> containerImage,
      List<Summary> parents,
      Optional<Instant> completedAt,
      Optional<Instant> startedAt,
      String node,
      String logSummary,
      int cpu,
      int memory,
      int gpu,
      String partition,
      List<Integer> ports,
      List<KeyValue> nodePorts,
      String statusType,
      String conditionNote,
      String waitingTime,
      String executionTime,
      boolean zip,
      boolean localDataSet) {
    /** What tells it from others; its environment may be secret. */
    @Override
    public String toString() {
      return "Details[" + id + ", " + name + ", " + status + "]";
    }
  }

  /**
   * A new job; {@link dev.hibi.client.job.TrainingRequest} makes one.
   *
   * @param options its environment, beside what the platform gives
   * @param memory GB (1,000,000,000 bytes)
   * @param parentIds jobs whose output is mounted in {@code /kqi/parent}
   * @param zip whether its output is also kept as a zip file
   * @param localDataSet whether the data set is copied to the node
   */
  record Create(
      String name,
      Container.Image containerImage,
      long dataSetId,
      List<Long> parentIds,
      GitCommit gitModel,
      String entryPoint,
      Map<String, String> options,
      int cpu,
      int memory,
      int gpu,
      Optional<String> partition,
      List<Integer> ports,
      String memo,
      List<String> tags,
      boolean zip,
      boolean localDataSet) {
    /** Copies the collections. */
    public Create {
      parentIds = List.copyOf(parentIds);
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
      ports = List.copyOf(ports);
      tags = List.copyOf(tags);
    }

    /** Its name alone; its environment may be secret. */
    @Override
    public String toString() {
      return "Create[" + name + "]";
    }
  }

  /**
   * Changes of what is written about a job.
   *
   * @param tags all of them; {@link Change#keep} leaves them alone
   */
  record Edit(
      Change<String> name,
      Change<String> memo,
      Change<Boolean> favorite,
      Change<List<String>> tags) {
    /** Nothing yet. */
    public static Edit nothing() {
      return new Edit(Change.keep(), Change.keep(), Change.keep(), Change.keep());
    }

    /** With this name. */
    public Edit name(String name) {
      return new Edit(Change.to(name), memo, favorite, tags);
    }

    /** With this memo. */
    public Edit memo(String memo) {
      return new Edit(name, Change.to(memo), favorite, tags);
    }

    /** Without memo. */
    public Edit clearMemo() {
      return new Edit(name, Change.clear(), favorite, tags);
    }

    /** Among the favourites, or not. */
    public Edit favorite(boolean favorite) {
      return new Edit(name, memo, Change.to(favorite), tags);
    }

    /** With these tags instead of those it has. */
    public Edit tags(List<String> tags) {
      return new Edit(name, memo, favorite, Change.to(List.copyOf(tags)));
    }
  }

  /**
   * A file of a job.
   *
   * @param fileId negative for the platform's own, and not always different
   * @param url to fetch it from, a day long; empty if it was not asked for
   * @param isLocked whether it is the platform's own
   */
  record AttachedFile(long id, long fileId, String url, String fileName, boolean isLocked) {
    /** Without the address, which whoever has it may use. */
    @Override
    public String toString() {
      return "AttachedFile[" + fileName + "]";
    }
  }

  /**
   * A TensorBoard.
   *
   * @param nodePort on which the platform's host shows it; empty before it is placed
   * @param remainingTime until it is stopped
   * @param mountedTrainingHistoryIds jobs that it shows beside its own
   */
  record TensorBoard(
      String name,
      JobStatus status,
      String statusType,
      String nodePort,
      String remainingTime,
      List<Long> mountedTrainingHistoryIds) {}

  /**
   * How a TensorBoard is started.
   *
   * @param expiresIn seconds after which it is stopped; empty for the platform's nightly round
   * @param selectedHistoryIds jobs to show beside its own
   */
  record TensorBoardStart(Optional<Integer> expiresIn, List<Long> selectedHistoryIds) {
    /** Copies the ids. */
    public TensorBoardStart {
      selectedHistoryIds = List.copyOf(selectedHistoryIds);
    }

    /** Until the platform's nightly round, for this job alone. */
    public static TensorBoardStart untilNight() {
      return new TensorBoardStart(Optional.empty(), List.of());
    }
  }

  /** Tags of jobs. */
  record Tags(@SerializedName("id") List<Long> ids, List<String> tags) {
    /** Copies both. */
    public Tags {
      ids = List.copyOf(ids);
      tags = List.copyOf(tags);
    }
  }

  /** What a search may be filled in with. */
  record SearchChoices(
      List<String> createdBy,
      @SerializedName("status") List<String> statuses,
      List<String> tags,
      @SerializedName("datasets") List<String> dataSets) {}

  /** A search that is kept. */
  record KeptSearch(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      String name,
      long id,
      Optional<SearchFields> searchDetail) {}

  /** A search to be kept. */
  record NewSearch(String name, @SerializedName("searchDetailInputModel") SearchFields fields) {
    /** This search; its page does not count. */
    public static NewSearch of(String name, Search search) {
      return new NewSearch(name, SearchFields.of(search));
    }
  }

  /** The fields of a search; words are separated by commas. */
  record SearchFields(
      Optional<Long> idLower,
      Optional<Long> idUpper,
      Optional<String> name,
      Optional<Boolean> nameOr,
      Optional<String> parentName,
      Optional<Boolean> parentNameOr,
      Optional<String> startedAtLower,
      Optional<String> startedAtUpper,
      Optional<String> startedBy,
      Optional<Boolean> startedByOr,
      Optional<String> dataSet,
      Optional<Boolean> dataSetOr,
      Optional<String> memo,
      Optional<Boolean> memoOr,
      Optional<String> status,
      Optional<Boolean> statusOr,
      Optional<String> entryPoint,
      Optional<Boolean> entryPointOr,
      Optional<String> tags,
      Optional<Boolean> tagsOr) {
    /** The fields that a search has. */
    public static SearchFields of(Search search) {
      return new SearchFields(
          first(search, "IdLower").map(Long::valueOf),
          first(search, "IdUpper").map(Long::valueOf),
          first(search, "Name"),
          first(search, "NameOr").map(Boolean::valueOf),
          first(search, "ParentName"),
          first(search, "ParentNameOr").map(Boolean::valueOf),
          first(search, "StartedAtLower"),
          first(search, "StartedAtUpper"),
          first(search, "StartedBy"),
          first(search, "StartedByOr").map(Boolean::valueOf),
          first(search, "DataSet"),
          first(search, "DataSetOr").map(Boolean::valueOf),
          first(search, "Memo"),
          first(search, "MemoOr").map(Boolean::valueOf),
          first(search, "Status"),
          first(search, "StatusOr").map(Boolean::valueOf),
          first(search, "EntryPoint"),
          first(search, "EntryPointOr").map(Boolean::valueOf),
          first(search, "Tags"),
          first(search, "TagsOr").map(Boolean::valueOf));
    }

    private static Optional<String> first(Search search, String name) {
      return Optional.ofNullable(search.parameters().get(name)).map(values -> values.get(0));
    }
  }

  /** What jobs are looked for. Immutable. */
  final class Query extends PagedQuery<Query> {
    private Query(Map<String, List<String>> parameters) {
      super(parameters);
    }

    /** All jobs. */
    public static Query all() {
      return new Query(Map.of());
    }

    @Override
    Query of(Map<String, List<String>> parameters) {
      return new Query(parameters);
    }

    /** Those with these ids. */
    public Query id(Filter.Id ids) {
      return with("Id", ids);
    }

    /** Those with such names. */
    public Query name(Filter.Text names) {
      return with("Name", names);
    }

    /** Those that build on such jobs. */
    public Query parentId(Filter.Id ids) {
      return with("ParentId", ids);
    }

    /** Those that build on jobs with such names. */
    public Query parentName(Filter.Text names) {
      return with("ParentName", names);
    }

    /** Those started then. */
    public Query startedAt(Filter.Time times) {
      return with("StartedAt", times);
    }

    /** Those of users with such names. */
    public Query startedBy(Filter.Text users) {
      return with("StartedBy", users);
    }

    /** Those on data sets with such names. */
    public Query dataSet(Filter.Text names) {
      return with("DataSet", names);
    }

    /** Those with such memos. */
    public Query memo(Filter.Text memos) {
      return with("Memo", memos);
    }

    /** Those that the platform has last seen with such a status; it asks the cluster afterwards. */
    public Query status(Filter.Text statuses) {
      return with("Status", statuses);
    }

    /** Those that run such commands. */
    public Query entryPoint(Filter.Text commands) {
      return with("EntryPoint", commands);
    }

    /** Those that have all of these tags, each of which may be a part of a tag. */
    public Query tags(List<String> tags) {
      return with("tag", tags.toArray());
    }
  }

  /** What jobs are looked for, by several words for each field. Immutable. */
  final class Search extends PagedQuery<Search> {
    private Search(Map<String, List<String>> parameters) {
      super(parameters);
    }

    /** All jobs. */
    public static Search all() {
      return new Search(Map.of());
    }

    @Override
    Search of(Map<String, List<String>> parameters) {
      return new Search(parameters);
    }

    /** This id and later ones. */
    public Search idFrom(long id) {
      return with("IdLower", id);
    }

    /** This id and earlier ones. */
    public Search idTo(long id) {
      return with("IdUpper", id);
    }

    /** Names with these words. */
    public Search name(Words words) {
      return words("Name", words);
    }

    /** Jobs that build on others whose names have these words. */
    public Search parentName(Words words) {
      return words("ParentName", words);
    }

    /** Started on this day or later. */
    public Search startedFrom(LocalDate day) {
      return with("StartedAtLower", day);
    }

    /** Started on this day or earlier. */
    public Search startedTo(LocalDate day) {
      return with("StartedAtUpper", day);
    }

    /** Of users whose names have these words. */
    public Search startedBy(Words words) {
      return words("StartedBy", words);
    }

    /** On data sets whose names have these words. */
    public Search dataSet(Words words) {
      return words("DataSet", words);
    }

    /** Memos with these words. */
    public Search memo(Words words) {
      return words("Memo", words);
    }

    /** Statuses with these words. */
    public Search status(Words words) {
      return words("Status", words);
    }

    /** Commands with these words. */
    public Search entryPoint(Words words) {
      return words("EntryPoint", words);
    }

    /** Tags with these words. */
    public Search tags(Words words) {
      return words("Tags", words);
    }

    private Search words(String field, Words words) {
      return with(field, words.text()).with(field + "Or", words.any());
    }
  }

  /** Words that a field has. */
  final class Words {
    private final List<String> words;
    private final boolean any;

    private Words(List<String> words, boolean any) {
      for (String word : words) {
        if (word.isEmpty() || word.contains(",")) {
          throw new IllegalArgumentException(
              "bad word: expected one without a comma, found '%s'".formatted(word));
        }
      }
      this.words = words;
      this.any = any;
    }

    /**
     * At least one of them.
     *
     * @throws IllegalArgumentException if a word is empty or has a comma
     */
    public static Words anyOf(String... words) {
      return new Words(List.of(words), true);
    }

    /**
     * All of them.
     *
     * @throws IllegalArgumentException if a word is empty or has a comma
     */
    public static Words allOf(String... words) {
      return new Words(List.of(words), false);
    }

    String text() {
      return String.join(",", words);
    }

    boolean any() {
      return any;
    }
  }
}
