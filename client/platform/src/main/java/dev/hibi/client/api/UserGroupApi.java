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
  }
}
