package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Inference jobs: programs that use what trainings have made. */
public interface InferenceApi {

  /** A page of the tenant's jobs: favourites first, then the latest. */
  @Route("GET /inferences")
  Page<Summary> list(Query query);

  /**
   * All that a query finds; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** All jobs, without what they run. */
  @Route("GET /inferences/simple")
  List<Simple> all();

  /** Jobs whose output another may mount; no statuses for all. */
  @Route("GET /inferences/mount?Status={statuses}")
  List<Summary> mountable(List<String> statuses);

  /** A job; the platform asks the cluster how it is. */
  @Route("GET /inferences/{id}")
  Details get(long id);

  /** Changes what is written about a job. */
  @Route("PUT /inferences/{id}")
  Simple edit(long id, TrainingApi.Edit changes);

  /** Deletes a job with its files; stops it if it runs. */
  @Route("DELETE /inferences/{id}")
  void delete(long id);

  /** What has gone wrong in the cluster. */
  @Route("GET /inferences/{id}/events")
  List<Container.Event> events(long id);

  /** Starts a job, which takes seconds and may take minutes. Never repeated by itself. */
  @Route("POST /inferences/run")
  Simple run(Create job);

  /** Attaches a file that is in the storage already. */
  @Route("POST /inferences/{id}/files")
  TrainingApi.AttachedFile addFile(long id, DataApi.StoredFile file);

  /** The log and other files of a job, with what users have attached. */
  @Route("GET /inferences/{id}/files?withUrl={withUrl}")
  List<TrainingApi.AttachedFile> files(long id, boolean withUrl);

  /** A folder of what the job writes; empty if the storage does not answer. */
  @Route("GET /inferences/{id}/container-files?path={path}&withUrl={withUrl}")
  Optional<Container.Files> containerFiles(long id, String path, boolean withUrl);

  /** Deletes a file that a user has attached. */
  @Route("DELETE /inferences/{id}/files/{fileId}")
  void deleteFile(long id, long fileId);

  /** A file that a user has attached, with its size. */
  @Route("GET /inferences/{id}/files/{name}/size")
  DataApi.DataFile fileSize(long id, String name);

  /** Stops a job, which becomes {@code Killed}. */
  @Route("POST /inferences/{id}/halt")
  Simple halt(long id);

  /** Stops a job, which becomes {@code UserCanceled}. */
  @Route("POST /inferences/{id}/user-cancel")
  Simple cancel(long id);

  /** Calls a job {@code Completed}; the job's own container does so at its end. */
  @Route("POST /inferences/{id}/complete")
  Simple complete(long id);

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

  /** A job in a list; its output value is what it has left in {@code value.txt}. */
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
      List<String> parentInferenceFullNameList,
      String outputValue) {}

  /** A job with what it runs; memory in GB. */
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
      List<String> parentInferenceFullNameList,
      String outputValue,
      String key,
      Optional<GitCommit.Details> gitModel,
      List<KeyValue> options,
      Optional<Container.Image.Details> containerImage,
      List<TrainingApi.Summary> parents,
      List<Summary> parentInferences,
      Optional<Instant> completedAt,
      Optional<Instant> startedAt,
      String node,
      String logSummary,
      int cpu,
      int memory,
      int gpu,
      String partition,
      String statusType,
      String conditionNote,
      boolean zip,
      boolean localDataSet) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "Details[" + id + ", " + name + "]";
    }
  }

  /** A new job; memory in GB, options are its environment. */
  record Create(
      String name,
      Container.Image containerImage,
      long dataSetId,
      List<Long> parentIds,
      List<Long> inferenceIds,
      GitCommit gitModel,
      String entryPoint,
      Map<String, String> options,
      int cpu,
      int memory,
      int gpu,
      Optional<String> partition,
      List<Integer> ports,
      Optional<String> memo,
      List<String> tags,
      Optional<Boolean> zip,
      Optional<Boolean> localDataSet) {
    /** Copies the collections. */
    public Create {
      parentIds = List.copyOf(parentIds);
      inferenceIds = List.copyOf(inferenceIds);
      options = Map.copyOf(options);
      ports = List.copyOf(ports);
      tags = List.copyOf(tags);
    }

    /** With other variables of its environment. */
    public Create options(Map<String, String> variables) {
      return new Create(
          name,
          containerImage,
          dataSetId,
          parentIds,
          inferenceIds,
          gitModel,
          entryPoint,
          variables,
          cpu,
          memory,
          gpu,
          partition,
          ports,
          memo,
          tags,
          zip,
          localDataSet);
    }

    /** A builder, with what is required first. */
    public static Builder builder(String name) {
      return new Builder(name);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder extends JobBuilder<Builder> {
      private final String name;
      private Map<String, String> options = Map.of();
      private Optional<String> partition = Optional.empty();
      private List<Integer> ports = List.of();
      private Optional<String> memo = Optional.empty();
      private List<String> tags = List.of();
      private Optional<Boolean> zip = Optional.empty();

      private Builder(String name) {
        this.name = name;
      }

      @Override
      Builder self() {
        return this;
      }

      /** Variables of its environment. */
      public Builder options(Map<String, String> options) {
        this.options = options;
        return this;
      }

      /** The part of the cluster. */
      public Builder partition(String partition) {
        this.partition = Optional.of(partition);
        return this;
      }

      /** Ports of the container that the cluster opens. */
      public Builder ports(List<Integer> ports) {
        this.ports = ports;
        return this;
      }

      /** A memo. */
      public Builder memo(String memo) {
        this.memo = Optional.of(memo);
        return this;
      }

      /** Tags. */
      public Builder tags(List<String> tags) {
        this.tags = tags;
        return this;
      }

      /** Whether the output is also kept as a zip file. */
      public Builder zip(boolean zip) {
        this.zip = Optional.of(zip);
        return this;
      }

      /**
       * What was set.
       *
       * @throws IllegalArgumentException if something that is required is missing
       */
      public Create build() {
        return new Create(
            name,
            Required.of(containerImage, "image", "inference"),
            Required.of(dataSetId, "data set", "inference"),
            parentIds,
            inferenceIds,
            Required.of(gitModel, "source", "inference"),
            Required.of(entryPoint, "entry point", "inference"),
            options,
            cpu.orElse(1),
            memory.orElse(1),
            gpu.orElse(0),
            partition,
            ports,
            memo,
            tags,
            zip,
            localDataSet);
      }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Create[" + name + "]";
    }
  }

  /** What jobs are looked for. Immutable. */
  final class Query extends PagedQuery<Query> {
    private Query(Map<String, List<String>> parameters) {
      super(parameters);
    }

    /** All. */
    public static Query all() {
      return new Query(Map.of());
    }

    @Override
    Query of(Map<String, List<String>> parameters) {
      return new Query(parameters);
    }

    /** Those with such ids. */
    public Query id(Filter.Id filter) {
      return with("Id", filter);
    }

    /** Those with such names. */
    public Query name(Filter.Text filter) {
      return with("Name", filter);
    }

    /** Those started then. */
    public Query startedAt(Filter.Time filter) {
      return with("StartedAt", filter);
    }

    /** Those with such starters. */
    public Query startedBy(Filter.Text filter) {
      return with("StartedBy", filter);
    }

    /** Those with such names of their data set. */
    public Query dataSet(Filter.Text filter) {
      return with("DataSet", filter);
    }

    /** Those with such memos. */
    public Query memo(Filter.Text filter) {
      return with("Memo", filter);
    }

    /** Those with such statuses. */
    public Query status(Filter.Text filter) {
      return with("Status", filter);
    }

    /** Those with such commands. */
    public Query entryPoint(Filter.Text filter) {
      return with("EntryPoint", filter);
    }

    /** Those with such parent ids. */
    public Query parentId(Filter.Id filter) {
      return with("ParentId", filter);
    }

    /** Those with such parent inference ids. */
    public Query parentInferenceId(Filter.Id filter) {
      return with("ParentInferenceId", filter);
    }

    /** Those with such names of parents. */
    public Query parentName(Filter.Text filter) {
      return with("ParentName", filter);
    }

    /** Those with such names of parent inferences. */
    public Query parentInferenceName(Filter.Text filter) {
      return with("ParentInferenceName", filter);
    }
  }
}
