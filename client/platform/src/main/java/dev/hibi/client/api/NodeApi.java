package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The nodes of the cluster; for administrators. */
public interface NodeApi {

  /** A page of the nodes. */
  @Route("GET /admin/nodes")
  Page<Summary> list(Query query);

  /**
   * All that a query finds; pages are fetched when they are reached.
   *
   * @param query its page number does not count
   */
  default Stream<Summary> stream(Query query) {
    return Paging.stream(page -> list(query.page(page)).items(), query.pageSize(), Summary::id);
  }

  /** Adds a node. */
  @Route("POST /admin/nodes")
  Summary create(Create node);

  /** Who may use a node. */
  @Route("GET /admin/node-access-levels")
  List<Choice> accessLevels();

  /** A node. */
  @Route("GET /admin/nodes/{id}")
  Details get(long id);

  /** Changes a node. */
  @Route("PUT /admin/nodes/{id}")
  Summary replace(long id, Create node);

  /** Removes a node. */
  @Route("DELETE /admin/nodes/{id}")
  void delete(long id);

  /** Tells the cluster what the platform knows of its nodes. */
  @Route("POST /admin/nodes/sync-cluster-from-db")
  List<Summary> synchronize();

  /** A node in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      String partition,
      Optional<AccessLevel> accessLevel,
      String accessLevelStr,
      boolean tensorBoardEnabled,
      boolean notebookEnabled) {}

  /** A node. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      String partition,
      Optional<AccessLevel> accessLevel,
      String accessLevelStr,
      boolean tensorBoardEnabled,
      boolean notebookEnabled,
      List<AssignedTenant> assignedTenants) {}

  /** A tenant that may use a node. */
  record AssignedTenant(long id, String name, String displayName) {}

  /** A node as it is to be. */
  record Create(
      String name,
      Optional<String> memo,
      Optional<String> partition,
      AccessLevel accessLevel,
      List<Long> assignedTenantIds,
      Optional<Boolean> tensorBoardEnabled,
      Optional<Boolean> notebookEnabled) {
    /** Copies the collections. */
    public Create {
      assignedTenantIds = List.copyOf(assignedTenantIds);
    }

    /** A builder, with what is required. */
    public static Builder builder(String name, AccessLevel accessLevel) {
      return new Builder(name, accessLevel);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private final AccessLevel accessLevel;
      private Optional<String> memo = Optional.empty();
      private Optional<String> partition = Optional.empty();
      private List<Long> assignedTenantIds = List.of();
      private Optional<Boolean> tensorBoardEnabled = Optional.empty();
      private Optional<Boolean> notebookEnabled = Optional.empty();

      private Builder(String name, AccessLevel accessLevel) {
        this.name = name;
        this.accessLevel = accessLevel;
      }

      /** A memo. */
      public Builder memo(String memo) {
        this.memo = Optional.of(memo);
        return this;
      }

      /** The part of the cluster. */
      public Builder partition(String partition) {
        this.partition = Optional.of(partition);
        return this;
      }

      /** Tenants that may use it. */
      public Builder assignedTenantIds(List<Long> assignedTenantIds) {
        this.assignedTenantIds = assignedTenantIds;
        return this;
      }

      /** Whether TensorBoards may run on it. */
      public Builder tensorBoardEnabled(boolean tensorBoardEnabled) {
        this.tensorBoardEnabled = Optional.of(tensorBoardEnabled);
        return this;
      }

      /** Whether notebooks may run on it. */
      public Builder notebookEnabled(boolean notebookEnabled) {
        this.notebookEnabled = Optional.of(notebookEnabled);
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(
            name,
            memo,
            partition,
            accessLevel,
            assignedTenantIds,
            tensorBoardEnabled,
            notebookEnabled);
      }
    }
  }

  /** What nodes are looked for. Immutable. */
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

    /** Those with such names. */
    public Query name(Filter.Text filter) {
      return with("name", filter);
    }
  }

  /** Who may use a node. */
  enum AccessLevel implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** Nobody. */
    DISABLED(0),
    /** The tenants that it is assigned to. */
    PRIVATE(1),
    /** All tenants. */
    PUBLIC(2);

    private final int number;

    AccessLevel(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
