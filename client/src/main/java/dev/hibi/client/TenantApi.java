package dev.hibi.client;

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

    /** With what is required alone. */
    public static Create of(
        String displayName,
        List<Long> gitIds,
        List<Long> registryIds,
        long storageId,
        String tenantName) {
      return new Create(
          displayName,
          Optional.empty(),
          gitIds,
          Optional.empty(),
          registryIds,
          storageId,
          Optional.empty(),
          List.of(),
          tenantName);
    }

    /** With default git id. */
    public Create defaultGitId(long defaultGitId) {
      return new Create(
          displayName,
          Optional.of(defaultGitId),
          gitIds,
          defaultRegistryId,
          registryIds,
          storageId,
          availableInfiniteTimeNotebook,
          userGroupIds,
          tenantName);
    }

    /** With default registry id. */
    public Create defaultRegistryId(long defaultRegistryId) {
      return new Create(
          displayName,
          defaultGitId,
          gitIds,
          Optional.of(defaultRegistryId),
          registryIds,
          storageId,
          availableInfiniteTimeNotebook,
          userGroupIds,
          tenantName);
    }

    /** With available infinite time notebook. */
    public Create availableInfiniteTimeNotebook(boolean availableInfiniteTimeNotebook) {
      return new Create(
          displayName,
          defaultGitId,
          gitIds,
          defaultRegistryId,
          registryIds,
          storageId,
          Optional.of(availableInfiniteTimeNotebook),
          userGroupIds,
          tenantName);
    }

    /** With user group ids. */
    public Create userGroupIds(List<Long> userGroupIds) {
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

    /** With what is required alone. */
    public static Settings of(
        String displayName, List<Long> gitIds, List<Long> registryIds, long storageId) {
      return new Settings(
          displayName,
          Optional.empty(),
          gitIds,
          Optional.empty(),
          registryIds,
          storageId,
          Optional.empty(),
          List.of());
    }

    /** With default git id. */
    public Settings defaultGitId(long defaultGitId) {
      return new Settings(
          displayName,
          Optional.of(defaultGitId),
          gitIds,
          defaultRegistryId,
          registryIds,
          storageId,
          availableInfiniteTimeNotebook,
          userGroupIds);
    }

    /** With default registry id. */
    public Settings defaultRegistryId(long defaultRegistryId) {
      return new Settings(
          displayName,
          defaultGitId,
          gitIds,
          Optional.of(defaultRegistryId),
          registryIds,
          storageId,
          availableInfiniteTimeNotebook,
          userGroupIds);
    }

    /** With available infinite time notebook. */
    public Settings availableInfiniteTimeNotebook(boolean availableInfiniteTimeNotebook) {
      return new Settings(
          displayName,
          defaultGitId,
          gitIds,
          defaultRegistryId,
          registryIds,
          storageId,
          Optional.of(availableInfiniteTimeNotebook),
          userGroupIds);
    }

    /** With user group ids. */
    public Settings userGroupIds(List<Long> userGroupIds) {
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

  /** What is left of a tenant that was deleted: a warning, or nothing. */
  record Deleted(String containerWarnMsg) {}
}
