package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Groups of LDAP whose users get roles; for administrators. */
public interface UserGroupApi {

  /** All groups. */
  @Route("GET /admin/usergroup")
  List<Summary> list();

  /** Adds a group. */
  @Route("POST /admin/usergroup")
  Details create(Create group);

  /** A group with its roles. */
  @Route("GET /admin/usergroup/{id}")
  Details get(long id);

  /** Changes a group. */
  @Route("PUT /admin/usergroup/{id}")
  Details replace(long id, Create group);

  /** Removes a group. */
  @Route("DELETE /admin/usergroup/{id}")
  void delete(long id);

  /** A group in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      boolean isGroup,
      String dn) {}

  /** A group with its roles. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      boolean isGroup,
      String dn,
      boolean isDirect,
      List<AccountApi.TenantRole> roles) {}

  /**
   * A group as it is to be: its distinguished name, and whether it counts for members of members.
   */
  record Create(
      String name,
      Optional<String> memo,
      boolean isGroup,
      String dn,
      boolean isDirect,
      List<Long> roleIds) {
    /** Copies the collections. */
    public Create {
      roleIds = List.copyOf(roleIds);
    }

    /** A builder, with what is required first. */
    public static Builder builder(String name, String dn) {
      return new Builder(name, dn);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private final String dn;
      private Optional<String> memo = Optional.empty();
      private boolean isGroup = false;
      private boolean isDirect = false;
      private List<Long> roleIds = List.of();

      private Builder(String name, String dn) {
        this.name = name;
        this.dn = dn;
      }

      /** A memo. */
      public Builder memo(String memo) {
        this.memo = Optional.of(memo);
        return this;
      }

      /** Whether it is a group, and not an organizational unit. Default: no. */
      public Builder isGroup(boolean isGroup) {
        this.isGroup = isGroup;
        return this;
      }

      /** Whether only direct members count. Default: no. */
      public Builder isDirect(boolean isDirect) {
        this.isDirect = isDirect;
        return this;
      }

      /** Roles of its members. Default: none. */
      public Builder roleIds(List<Long> roleIds) {
        this.roleIds = roleIds;
        return this;
      }

      /** What was set. */
      public Create build() {
        return new Create(name, memo, isGroup, dn, isDirect, roleIds);
      }
    }
  }
}
