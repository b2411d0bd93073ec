package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tenants; their own settings for their managers, all of them for administrators. */
public interface TenantApi {

  /** The tenant that the client is in. */
  @Route("GET /tenant")
  Details current();

  /** Changes the tenant that the client is in. */
  @Route("PUT /tenant")
  Summary editCurrent(Settings tenant);

  /** All tenants. */
  @Route("GET /admin/tenants")
  List<Summary> list();

  /** Makes a tenant. */
  @Route("POST /admin/tenants")
  Summary create(Create tenant);

  /** A tenant. */
  @Route("GET /admin/tenants/{id}")
  Details get(long id);

  /** Changes a tenant. */
  @Route("PUT /admin/tenants/{id}")
  Summary replace(long id, Settings tenant);

  /** Deletes a tenant with all it has. */
  @Route("DELETE /admin/tenants/{id}")
  Deleted delete(long id);

  /** A tenant in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String displayName,
      String storagePath) {}

  /** A tenant. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String displayName,
      String storagePath,
      Optional<Long> defaultGitId,
      List<Long> gitIds,
      Optional<Long> defaultRegistryId,
      List<Long> registryIds,
      long storageId,
      boolean availableInfiniteTimeNotebook,
      List<Long> userGroupIds) {}

  /** A new tenant. */
  record Create(
      String displayName,
      Optional<Long> defaultGitId,
      List<Long> gitIds,
      Optional<Long> defaultRegistryId,
      List<Long> registryIds,
      long storageId,
      Optional<Boolean> availableInfiniteTimeNotebook,
      List<Long> userGroupIds,
      String tenantName) {
    /** Copies the collections. */
    public Create {
      gitIds = List.copyOf(gitIds);
      registryIds = List.copyOf(registryIds);
      userGroupIds = List.copyOf(userGroupIds);
    }

    /** A builder, with what is required first. */
    public static Builder builder(String displayName, long storageId, String tenantName) {
      return new Builder(displayName, storageId, tenantName);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String displayName;
      private final long storageId;
      private final String tenantName;
      private Optional<Long> defaultGitId = Optional.empty();
      private List<Long> gitIds = List.of();
      private Optional<Long> defaultRegistryId = Optional.empty();
      private List<Long> registryIds = List.of();
      private Optional<Boolean> availableInfiniteTimeNotebook = Optional.empty();
      private List<Long> userGroupIds = List.of();

      private Builder(String displayName, long storageId, String tenantName) {
        this.displayName = displayName;
        this.storageId = storageId;
        this.tenantName = tenantName;
      }

      /** The Git endpoint of jobs that name none. */
      public Builder defaultGitId(long defaultGitId) {
        this.defaultGitId = Optional.of(defaultGitId);
        return this;
      }

      /** The Git endpoints that it may use. Default: none. */
      public Builder gitIds(List<Long> gitIds) {
        this.gitIds = gitIds;
        return this;
      }

      /** The registry of jobs that name none. */
      public Builder defaultRegistryId(long defaultRegistryId) {
        this.defaultRegistryId = Optional.of(defaultRegistryId);
        return this;
      }

      /** The registries that it may use. Default: none. */
      public Builder registryIds(List<Long> registryIds) {
        this.registryIds = registryIds;
        return this;
      }

      /** Whether notebooks may run without end. */
      public Builder availableInfiniteTimeNotebook(boolean availableInfiniteTimeNotebook) {
        this.availableInfiniteTimeNotebook = Optional.of(availableInfiniteTimeNotebook);
        return this;
      }

      /** Groups of LDAP whose users belong to it. */
      public Builder userGroupIds(List<Long> userGroupIds) {
        this.userGroupIds = userGroupIds;
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(
            displayName,
            defaultGitId,
            gitIds,
            defaultRegistryId,
            registryIds,
            storageId,
            availableInfiniteTimeNotebook,
            userGroupIds,
            tenantName);
      }
    }
  }

  /** A tenant as it is to be. */
  record Settings(
      String displayName,
      Optional<Long> defaultGitId,
      List<Long> gitIds,
      Optional<Long> defaultRegistryId,
      List<Long> registryIds,
      long storageId,
      Optional<Boolean> availableInfiniteTimeNotebook,
      List<Long> userGroupIds) {
    /** Copies the collections. */
    public Settings {
      gitIds = List.copyOf(gitIds);
      registryIds = List.copyOf(registryIds);
      userGroupIds = List.copyOf(userGroupIds);
    }

    /** A builder, with what is required. */
    public static Builder builder(
        String displayName, List<Long> gitIds, List<Long> registryIds, long storageId) {
      return new Builder(displayName, gitIds, registryIds, storageId);
    }

    /** Makes a {@link Settings}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String displayName;
      private final List<Long> gitIds;
      private final List<Long> registryIds;
      private final long storageId;
      private Optional<Long> defaultGitId = Optional.empty();
      private Optional<Long> defaultRegistryId = Optional.empty();
      private Optional<Boolean> availableInfiniteTimeNotebook = Optional.empty();
      private List<Long> userGroupIds = List.of();

      private Builder(
          String displayName, List<Long> gitIds, List<Long> registryIds, long storageId) {
        this.displayName = displayName;
        this.gitIds = gitIds;
        this.registryIds = registryIds;
        this.storageId = storageId;
      }

      /** The Git endpoint of jobs that name none. */
      public Builder defaultGitId(long defaultGitId) {
        this.defaultGitId = Optional.of(defaultGitId);
        return this;
      }

      /** The registry of jobs that name none. */
      public Builder defaultRegistryId(long defaultRegistryId) {
        this.defaultRegistryId = Optional.of(defaultRegistryId);
        return this;
      }

      /** Whether notebooks may run without end. */
      public Builder availableInfiniteTimeNotebook(boolean availableInfiniteTimeNotebook) {
        this.availableInfiniteTimeNotebook = Optional.of(availableInfiniteTimeNotebook);
        return this;
      }

      /** Groups of LDAP whose users belong to it. */
      public Builder userGroupIds(List<Long> userGroupIds) {
        this.userGroupIds = userGroupIds;
        return this;
      }

      /** What was set. */
      public Settings build() {
        return new Settings(
            displayName,
            defaultGitId,
            gitIds,
            defaultRegistryId,
            registryIds,
            storageId,
            availableInfiniteTimeNotebook,
            userGroupIds);
      }
    }
  }

  /** What is left of a tenant that was deleted: a warning, or nothing. */
  record Deleted(String containerWarnMsg) {}
}
