package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Notebooks: JupyterLab in containers. */
public interface NotebookApi {

  /** A page of the tenant's notebooks: favourites first, then the latest. */
  @Route("GET /notebook")
  Page<Summary> list(Query query);

  /**
   * All that a query finds; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** All notebooks. */
  @Route("GET /notebook/simple")
  List<Simple> all();

  /** A notebook; the platform asks the cluster how it is. */
  @Route("GET /notebook/{id}")
  Details get(long id);

  /** Changes what is written about a notebook. */
  @Route("PUT /notebook/{id}")
  Simple edit(long id, Edit changes);

  /** Deletes a notebook with its files; stops it if it runs. */
  @Route("DELETE /notebook/{id}")
  void delete(long id);

  /** What has gone wrong in the cluster. */
  @Route("GET /notebook/{id}/events")
  List<Container.Event> events(long id);

  /** Where a notebook that runs is reached. */
  @Route("GET /notebook/{id}/endpoint")
  Endpoint endpoint(long id);

  /** Starts a notebook. Never repeated by itself. */
  @Route("POST /notebook/run")
  Simple run(Create notebook);

  /** A folder of what the notebook writes; empty if the storage does not answer. */
  @Route("GET /notebook/{id}/container-files?path={path}&withUrl={withUrl}")
  Optional<Container.Files> containerFiles(long id, String path, boolean withUrl);

  /** Stops a notebook; it can be run again. */
  @Route("POST /notebook/{id}/halt")
  Simple halt(long id);

  /** Runs a notebook again. */
  @Route("POST /notebook/{id}/rerun")
  Simple rerun(long id, Rerun notebook);

  /** Whether the tenant may have notebooks that do not end. */
  @Route("GET /notebook/available-infinite-time")
  boolean isInfiniteTimeAvailable();

  /** A notebook. */
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

  /** A notebook in a list. */
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
      String fullName) {}

  /** A notebook with what it runs; memory in GB, life in seconds, 0 without end. */
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
      String key,
      Optional<DataSetApi.Summary> dataSet,
      List<TrainingApi.Summary> parents,
      List<InferenceApi.Summary> inferences,
      Optional<GitCommit.Details> gitModel,
      List<KeyValue> options,
      Optional<Container.Image.Details> containerImage,
      Optional<Instant> completedAt,
      Optional<Instant> startedAt,
      String node,
      int cpu,
      int memory,
      int gpu,
      String partition,
      String jupyterLabVersion,
      String statusType,
      String notebookNodePort,
      String notebookToken,
      String conditionNote,
      String waitingTime,
      String executionTime,
      int expiresIn,
      boolean localDataSet,
      String entryPoint) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "Details[" + id + ", " + name + "]";
    }
  }

  /** A new notebook; memory in GB, life in seconds, 0 without end. */
  record Create(
      String name,
      Optional<Container.Image> containerImage,
      Optional<Long> dataSetId,
      Optional<String> jupyterLabVersion,
      List<Long> parentIds,
      List<Long> inferenceIds,
      Optional<GitCommit> gitModel,
      Map<String, String> options,
      int cpu,
      int memory,
      int gpu,
      Optional<String> partition,
      Optional<String> memo,
      int expiresIn,
      Optional<Boolean> localDataSet,
      Optional<String> entryPoint) {
    /** Copies the collections. */
    public Create {
      parentIds = List.copyOf(parentIds);
      inferenceIds = List.copyOf(inferenceIds);
      options = Map.copyOf(options);
    }

    /** With other variables of its environment. */
    public Create options(Map<String, String> variables) {
      return new Create(
          name,
          containerImage,
          dataSetId,
          jupyterLabVersion,
          parentIds,
          inferenceIds,
          gitModel,
          variables,
          cpu,
          memory,
          gpu,
          partition,
          memo,
          expiresIn,
          localDataSet,
          entryPoint);
    }

    /** A builder, with what is required first. */
    public static Builder builder(String name, int expiresIn) {
      return new Builder(name, expiresIn);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder extends JobBuilder<Builder> {
      private final String name;
      private final int expiresIn;
      private Optional<String> jupyterLabVersion = Optional.empty();
      private Map<String, String> options = Map.of();
      private Optional<String> partition = Optional.empty();
      private Optional<String> memo = Optional.empty();

      private Builder(String name, int expiresIn) {
        this.name = name;
        this.expiresIn = expiresIn;
      }

      @Override
      Builder self() {
        return this;
      }

      /** The version of JupyterLab. */
      public Builder jupyterLabVersion(String jupyterLabVersion) {
        this.jupyterLabVersion = Optional.of(jupyterLabVersion);
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

      /** A memo. */
      public Builder memo(String memo) {
        this.memo = Optional.of(memo);
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(
            name,
            containerImage,
            dataSetId,
            jupyterLabVersion,
            parentIds,
            inferenceIds,
            gitModel,
            options,
            cpu.orElse(1),
            memory.orElse(1),
            gpu.orElse(0),
            partition,
            memo,
            expiresIn,
            localDataSet,
            entryPoint);
      }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Create[" + name + "]";
    }
  }

  /** How a notebook is run again; memory in GB, life in seconds, 0 without end. */
  record Rerun(
      Optional<Long> dataSetId,
      List<Long> parentIds,
      List<Long> inferenceIds,
      Optional<Container.Image> containerImage,
      Optional<GitCommit> gitModel,
      Optional<String> jupyterLabVersion,
      int cpu,
      int memory,
      int gpu,
      int expiresIn,
      Optional<Boolean> localDataSet,
      Optional<String> entryPoint) {
    /** Copies the collections. */
    public Rerun {
      parentIds = List.copyOf(parentIds);
      inferenceIds = List.copyOf(inferenceIds);
    }

    /** A builder, with what is required first. */
    public static Builder builder(int expiresIn) {
      return new Builder(expiresIn);
    }

    /** Makes a {@link Rerun}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder extends JobBuilder<Builder> {
      private final int expiresIn;
      private Optional<String> jupyterLabVersion = Optional.empty();

      private Builder(int expiresIn) {
        this.expiresIn = expiresIn;
      }

      @Override
      Builder self() {
        return this;
      }

      /** The version of JupyterLab. */
      public Builder jupyterLabVersion(String jupyterLabVersion) {
        this.jupyterLabVersion = Optional.of(jupyterLabVersion);
        return this;
      }

      /** What was set. */
      public Rerun build() {
        return new Rerun(
            dataSetId,
            parentIds,
            inferenceIds,
            containerImage,
            gitModel,
            jupyterLabVersion,
            cpu.orElse(1),
            memory.orElse(1),
            gpu.orElse(0),
            expiresIn,
            localDataSet,
            entryPoint);
      }
    }
  }

  /** Changes of what is written about a notebook. */
  record Edit(Change<String> name, Change<String> memo, Change<Boolean> favorite) {
    /** Nothing yet. */
    public static Edit nothing() {
      return new Edit(Change.keep(), Change.keep(), Change.keep());
    }

    /** With name. */
    public Edit name(String name) {
      return new Edit(Change.to(name), memo, favorite);
    }

    /** With memo. */
    public Edit memo(String memo) {
      return new Edit(name, Change.to(memo), favorite);
    }

    /** Without memo. */
    public Edit clearMemo() {
      return new Edit(name, Change.clear(), favorite);
    }

    /** With favorite. */
    public Edit favorite(boolean favorite) {
      return new Edit(name, memo, Change.to(favorite));
    }
  }

  /** Where a notebook is reached: a port of the platform's host, and the query that lets one in. */
  record Endpoint(String nodePort, String token) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "Endpoint[" + nodePort + "]";
    }
  }

  /** What notebooks are looked for. Immutable. */
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

    /** Those made then. */
    public Query createdAt(Filter.Time filter) {
      return with("CreatedAt", filter);
    }

    /** Those with such makers. */
    public Query createdBy(Filter.Text filter) {
      return with("CreatedBy", filter);
    }

    /** Those with such memos. */
    public Query memo(Filter.Text filter) {
      return with("Memo", filter);
    }

    /** Those with such statuses. */
    public Query status(Filter.Text filter) {
      return with("Status", filter);
    }
  }
}
