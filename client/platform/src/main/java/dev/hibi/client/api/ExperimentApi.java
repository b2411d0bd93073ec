package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Aquarium's experiments: a template applied to a data set. */
public interface ExperimentApi {

  /** A page of the tenant's experiments, the latest first. */
  @Route("GET /experiment")
  Page<Summary> list(Query query);

  /**
   * All that a query finds; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** An experiment with its jobs. */
  @Route("GET /experiment/{id}")
  Details get(long id);

  /** Deletes an experiment. */
  @Route("DELETE /experiment/{id}")
  void delete(long id);

  /** Starts an experiment. Never repeated by itself. */
  @Route("POST /experiment/run")
  Simple run(Create experiment);

  /** Ends an experiment's preprocessing; its own container does so. */
  @Route("POST /experiment/{id}/preprocessing/complete")
  Simple completePreprocessing(long id);

  /** Starts an evaluation of what an experiment has made. */
  @Route("POST /experiment/{id}/evaluations")
  EvaluationSimple evaluate(long id, EvaluationCreate evaluation);

  /** The evaluations of an experiment. */
  @Route("GET /experiment/{id}/evaluations")
  List<Evaluation> evaluations(long id);

  /** Deletes an evaluation. */
  @Route("DELETE /experiment/{id}/evaluations/{evaluationId}")
  void deleteEvaluation(long id, long evaluationId);

  /** An experiment's name. */
  record Simple(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name) {}

  /** An experiment in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<Instant> startedAt,
      Optional<Instant> completedAt,
      JobStatus status,
      Optional<AquariumDataSetApi.Summary> dataSet,
      Optional<TemplateApi.Summary> template) {}

  /** An experiment with its jobs. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<Instant> startedAt,
      Optional<Instant> completedAt,
      JobStatus status,
      Optional<AquariumDataSetApi.Summary> dataSet,
      Optional<TemplateApi.Summary> template,
      Optional<AquariumDataSetApi.Version> dataSetVersion,
      Optional<TemplateApi.Version> templateVersion,
      Optional<TrainingApi.Simple> preprocess,
      Optional<TrainingApi.Simple> training) {}

  /** A new experiment. */
  record Create(
      String name,
      Optional<Long> dataSetId,
      Optional<Long> dataSetVersionId,
      Optional<Long> templateId,
      Optional<Long> templateVersionId) {
    /** A builder, with what is required. */
    public static Builder builder(String name) {
      return new Builder(name);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private Optional<Long> dataSetId = Optional.empty();
      private Optional<Long> dataSetVersionId = Optional.empty();
      private Optional<Long> templateId = Optional.empty();
      private Optional<Long> templateVersionId = Optional.empty();

      private Builder(String name) {
        this.name = name;
      }

      /** The data set. */
      public Builder dataSetId(long dataSetId) {
        this.dataSetId = Optional.of(dataSetId);
        return this;
      }

      /** The version of the data set. */
      public Builder dataSetVersionId(long dataSetVersionId) {
        this.dataSetVersionId = Optional.of(dataSetVersionId);
        return this;
      }

      /** The template. */
      public Builder templateId(long templateId) {
        this.templateId = Optional.of(templateId);
        return this;
      }

      /** The version of the template. */
      public Builder templateVersionId(long templateVersionId) {
        this.templateVersionId = Optional.of(templateVersionId);
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(name, dataSetId, dataSetVersionId, templateId, templateVersionId);
      }
    }
  }

  /** A new evaluation. */
  record EvaluationCreate(String name, Optional<Long> dataSetId, Optional<Long> dataSetVersionId) {}

  /** An evaluation's name. */
  record EvaluationSimple(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name) {}

  /** An evaluation. */
  record Evaluation(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<Instant> startedAt,
      Optional<Instant> completedAt,
      JobStatus status,
      Optional<TrainingApi.Simple> training,
      Optional<AquariumDataSetApi.Summary> dataSet,
      Optional<AquariumDataSetApi.Version> dataSetVersion) {}

  /** What experiments are looked for. Immutable. */
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
  }
}
