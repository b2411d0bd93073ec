package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Roles; of the tenant for its managers, all of them for administrators. */
public interface RoleApi {

  /** The roles that users of the tenant may have. */
  @Route("GET /tenant/roles")
  List<Summary> ofTenant();

  /** Makes a role of the tenant. */
  @Route("POST /tenant/roles")
  Summary createInTenant(TenantCreate role);

  /** A role of the tenant. */
  @Route("GET /tenant/roles/{id}")
  Details getOfTenant(long id);

  /** Changes a role of the tenant. */
  @Route("PUT /tenant/roles/{id}")
  Summary replaceInTenant(long id, TenantEdit role);

  /** Deletes a role of the tenant. */
  @Route("DELETE /tenant/roles/{id}")
  void deleteInTenant(long id);

  /** All roles. */
  @Route("GET /admin/roles")
  List<Summary> list();

  /** The roles that all tenants have. */
  @Route("GET /admin/tenant-common-roles")
  List<Summary> commonToTenants();

  /** Makes a role. */
  @Route("POST /admin/roles")
  Summary create(Create role);

  /** A role. */
  @Route("GET /admin/roles/{id}")
  Details get(long id);

  /** Changes a role. */
  @Route("PUT /admin/roles/{id}")
  Summary replace(long id, Edit role);

  /** Deletes a role. */
  @Route("DELETE /admin/roles/{id}")
  void delete(long id);

  /** A role in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String displayName,
      boolean isSystemRole,
      Optional<Long> tenantId,
      int sortOrder) {}

  /** A role. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String displayName,
      boolean isSystemRole,
      Optional<Long> tenantId,
      int sortOrder,
      String tenantName,
      boolean isNotEditable) {}

  /** A new role. */
  record Create(
      String name,
      String displayName,
      int sortOrder,
      Optional<Boolean> isSystemRole,
      Optional<Long> tenantId) {
    /** A builder, with what is required first. */
    public static Builder builder(String name, String displayName, int sortOrder) {
      return new Builder(name, displayName, sortOrder);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private final String displayName;
      private final int sortOrder;
      private Optional<Boolean> isSystemRole = Optional.empty();
      private Optional<Long> tenantId = Optional.empty();

      private Builder(String name, String displayName, int sortOrder) {
        this.name = name;
        this.displayName = displayName;
        this.sortOrder = sortOrder;
      }

      /** Whether it is for the whole platform. */
      public Builder isSystemRole(boolean isSystemRole) {
        this.isSystemRole = Optional.of(isSystemRole);
        return this;
      }

      /** The tenant that it is for. */
      public Builder tenantId(long tenantId) {
        this.tenantId = Optional.of(tenantId);
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(name, displayName, sortOrder, isSystemRole, tenantId);
      }
    }
  }

  /** A role as it is to be. */
  record Edit(
      String name,
      String displayName,
      int sortOrder,
      Optional<Boolean> isSystemRole,
      Optional<Long> tenantId) {
    /** A builder, with what is required first. */
    public static Builder builder(String name, String displayName, int sortOrder) {
      return new Builder(name, displayName, sortOrder);
    }

    /** Makes a {@link Edit}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private final String displayName;
      private final int sortOrder;
      private Optional<Boolean> isSystemRole = Optional.empty();
      private Optional<Long> tenantId = Optional.empty();

      private Builder(String name, String displayName, int sortOrder) {
        this.name = name;
        this.displayName = displayName;
        this.sortOrder = sortOrder;
      }

      /** Whether it is for the whole platform. */
      public Builder isSystemRole(boolean isSystemRole) {
        this.isSystemRole = Optional.of(isSystemRole);
        return this;
      }

      /** The tenant that it is for. */
      public Builder tenantId(long tenantId) {
        this.tenantId = Optional.of(tenantId);
        return this;
      }

      /** What was set. */
      public Edit build() {
        return new Edit(name, displayName, sortOrder, isSystemRole, tenantId);
      }
    }
  }

  /** A new role of the tenant. */
  record TenantCreate(String name, String displayName, int sortOrder) {}

  /** A role of the tenant as it is to be. */
  record TenantEdit(String name, String displayName, int sortOrder) {}
}
