package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Aquarium's data sets: names under which versions of data sets stand. */
public interface AquariumDataSetApi {

  /** A page of the tenant's data sets, the latest first. */
  @Route("GET /aquarium/datasets")
  Page<Summary> list(Query query);

  /**
   * All that a query finds; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** Makes a data set without versions. */
  @Route("POST /aquarium/datasets")
  Summary create(Create dataSet);

  /** Deletes a data set with its versions. */
  @Route("DELETE /aquarium/datasets/{id}")
  void delete(long id);

  /** The versions of a data set. */
  @Route("GET /aquarium/datasets/{id}/versions")
  List<Version> versions(long id);

  /** Adds a version. */
  @Route("POST /aquarium/datasets/{id}/versions")
  Version addVersion(long id, VersionCreate version);

  /** A version with its data. */
  @Route("GET /aquarium/datasets/{id}/versions/{versionId}")
  VersionDetails version(long id, long versionId);

  /** Deletes a version. */
  @Route("DELETE /aquarium/datasets/{id}/versions/{versionId}")
  void deleteVersion(long id, long versionId);

  /** A data set in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      long latestVersion) {}

  /** A new data set. */
  record Create(String name) {}

  /** A version of a data set. */
  record Version(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      long version,
      long aquariumDataSetId,
      long dataSetId) {}

  /** A version with its data by type. */
  record VersionDetails(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      long version,
      long aquariumDataSetId,
      long dataSetId,
      Map<String, List<DataApi.Summary>> entries,
      List<DataApi.Summary> flatEntries,
      String memo) {}

  /** A new version: the data set that it is. */
  record VersionCreate(long dataSetId) {}

  /** What data sets are looked for. Immutable. */
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

    /** Those changed then. */
    public Query modifiedAt(Filter.Time filter) {
      return with("ModifiedAt", filter);
    }

    /** Those with such changers. */
    public Query modifiedBy(Filter.Text filter) {
      return with("ModifiedBy", filter);
    }
  }
}
