package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Preprocessings: programs that make data out of data, once for each. */
public interface PreprocessingApi {

  /** A page of the tenant's preprocessings, the latest first. */
  @Route("GET /preprocessings")
  Page<Summary> list(Query query);

  /**
   * All that a query finds; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** Makes a preprocessing. */
  @Route("POST /preprocessings")
  Summary create(Create preprocessing);

  /** A preprocessing with what it runs. */
  @Route("GET /preprocessings/{id}")
  Details get(long id);

  /** Changes what may change after it was used. */
  @Route("PATCH /preprocessings/{id}")
  Summary edit(long id, Edit changes);

  /** Gives a preprocessing that was never used another program. */
  @Route("PUT /preprocessings/{id}")
  Summary replace(long id, Create preprocessing);

  /** Deletes a preprocessing that was never used. */
  @Route("DELETE /preprocessings/{id}")
  void delete(long id);

  /** What a preprocessing was applied to. */
  @Route("GET /preprocessings/{id}/histories")
  List<History> histories(long id);

  /** How it was applied to data, and what has come of it. */
  @Route("GET /preprocessings/{id}/histories/{dataId}")
  HistoryDetails history(long id, long dataId);

  /** Begins an application that is run elsewhere. */
  @Route("POST /preprocessings/{id}/histories/{dataId}")
  History open(long id, long dataId);

  /** Deletes an application and the data that have come of it. */
  @Route("DELETE /preprocessings/{id}/histories/{dataId}")
  void deleteHistory(long id, long dataId);

  /** What has gone wrong in the cluster. */
  @Route("GET /preprocessings/{id}/histories/{dataId}/events")
  List<Container.Event> events(long id, long dataId);

  /** Applies a preprocessing to data. Never repeated by itself. */
  @Route("POST /preprocessings/{id}/run")
  History run(long id, Run application);

  /** Registers data that have come of an application run elsewhere. */
  @Route("POST /preprocessings/{id}/histories/{dataId}/data")
  History addOutput(long id, long dataId, Output output);

  /** Stops an application. */
  @Route("POST /preprocessings/{id}/histories/{dataId}/halt")
  History halt(long id, long dataId);

  /** Ends an application run elsewhere. */
  @Route("POST /preprocessings/{id}/histories/{dataId}/complete")
  History complete(long id, long dataId);

  /** The log of an application. */
  @Route("GET /preprocessings/{id}/histories/{dataId}/files?withUrl={withUrl}")
  TrainingApi.AttachedFile log(long id, long dataId, boolean withUrl);

  /** A preprocessing in a list; memory in GB. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      int cpu,
      int memory,
      int gpu) {}

  /** A preprocessing with what it runs; locked when it was used. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      int cpu,
      int memory,
      int gpu,
      Optional<GitCommit.Details> gitModel,
      Optional<Container.Image.Details> containerImage,
      String entryPoint,
      boolean isLocked) {}

  /** A new preprocessing; memory in GB. */
  record Create(
      String name,
      Optional<String> entryPoint,
      Optional<Container.Image> containerImage,
      Optional<GitCommit> gitModel,
      Optional<String> memo,
      Optional<Integer> cpu,
      Optional<Integer> memory,
      Optional<Integer> gpu) {
    /** A builder, with what is required first. */
    public static Builder builder(String name) {
      return new Builder(name);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder extends ContainerBuilder<Builder> {
      private final String name;
      private Optional<String> memo = Optional.empty();

      private Builder(String name) {
        this.name = name;
      }

      @Override
      Builder self() {
        return this;
      }

      /** A memo. */
      public Builder memo(String memo) {
        this.memo = Optional.of(memo);
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(name, entryPoint, containerImage, gitModel, memo, cpu, memory, gpu);
      }
    }
  }

  /** Changes of a preprocessing; memory in GB. */
  record Edit(
      Change<String> name,
      Change<String> memo,
      Change<Integer> cpu,
      Change<Integer> memory,
      Change<Integer> gpu) {
    /** Nothing yet. */
    public static Edit nothing() {
      return new Edit(Change.keep(), Change.keep(), Change.keep(), Change.keep(), Change.keep());
    }

    /** With name. */
    public Edit name(String name) {
      return new Edit(Change.to(name), memo, cpu, memory, gpu);
    }

    /** With memo. */
    public Edit memo(String memo) {
      return new Edit(name, Change.to(memo), cpu, memory, gpu);
    }

    /** Without memo. */
    public Edit clearMemo() {
      return new Edit(name, Change.clear(), cpu, memory, gpu);
    }

    /** With cpu. */
    public Edit cpu(int cpu) {
      return new Edit(name, memo, Change.to(cpu), memory, gpu);
    }

    /** With memory. */
    public Edit memory(int memory) {
      return new Edit(name, memo, cpu, Change.to(memory), gpu);
    }

    /** With gpu. */
    public Edit gpu(int gpu) {
      return new Edit(name, memo, cpu, memory, Change.to(gpu));
    }
  }

  /** An application of a preprocessing to data. */
  record History(
      String key,
      JobStatus status,
      String statusType,
      Optional<Instant> createdAt,
      long dataId,
      String dataName,
      long preprocessId,
      String preprocessName) {}

  /** An application with the data that have come of it. */
  record HistoryDetails(
      String key,
      JobStatus status,
      String statusType,
      Optional<Instant> createdAt,
      long dataId,
      String dataName,
      long preprocessId,
      String preprocessName,
      List<Long> outputDataIds) {}

  /** What a preprocessing is applied to, and on what; options are its environment. */
  record Run(
      long dataId,
      Map<String, String> options,
      int cpu,
      int memory,
      int gpu,
      Optional<String> partition) {
    /** Copies the collections. */
    public Run {
      options = Map.copyOf(options);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Run[" + "" + "]";
    }
  }

  /** Data that have come of an application. */
  record Output(
      Optional<String> name,
      Optional<String> memo,
      List<String> tags,
      List<DataApi.StoredFile> files) {
    /** Copies the collections. */
    public Output {
      tags = List.copyOf(tags);
      files = List.copyOf(files);
    }

    /** A builder, with what is required. */
    public static Builder builder() {
      return new Builder();
    }

    /** Makes a {@link Output}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private Optional<String> name = Optional.empty();
      private Optional<String> memo = Optional.empty();
      private List<String> tags = List.of();
      private List<DataApi.StoredFile> files = List.of();

      private Builder() {}

      /** The name. */
      public Builder name(String name) {
        this.name = Optional.of(name);
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

      /** Files that are in the storage. */
      public Builder files(List<DataApi.StoredFile> files) {
        this.files = files;
        return this;
      }

      /** What was set. */
      public Output build() {
        return new Output(name, memo, tags, files);
      }
    }
  }

  /** What preprocessings are looked for. Immutable. */
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

    /** Those with such memos. */
    public Query memo(Filter.Text filter) {
      return with("Memo", filter);
    }
  }
}
