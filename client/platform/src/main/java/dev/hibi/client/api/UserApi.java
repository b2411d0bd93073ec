package dev.hibi.client.api;

import com.google.gson.annotations.SerializedName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Users; of the tenant for its managers, all of them for administrators. */
public interface UserApi {

  /** The users of the tenant. */
  @Route("GET /tenant/users")
  List<Member> ofTenant();

  /** A user of the tenant. */
  @Route("GET /tenant/users/{id}")
  Member getOfTenant(long id);

  /** Takes a user out of the tenant. */
  @Route("DELETE /tenant/users/{id}")
  void removeFromTenant(long id);

  /** Gives a user of the tenant these roles. */
  @Route("PUT /tenant/users/{id}/roles")
  Details setRolesInTenant(long id, List<Long> roleIds);

  /** All users. */
  @Route("GET /admin/users")
  List<Details> list();

  /** Makes a local user. */
  @Route("POST /admin/users")
  Details create(Create user);

  /** A user. */
  @Route("GET /admin/users/{id}")
  Details get(long id);

  /** Changes a user's roles and tenants. */
  @Route("PUT /admin/users/{id}")
  Details edit(long id, Edit user);

  /** Deletes a user. */
  @Route("DELETE /admin/users/{id}")
  void delete(long id);

  /** Gives a local user a password. */
  @Route("PUT /admin/users/{id}/password")
  void setPassword(long id, String password);

  /** Changes the name that others see of a user. */
  @Route("PUT /admin/users/{id}/displayName")
  void setDisplayName(long id, AccountApi.DisplayName name);

  /** Takes over users from LDAP, with the rights of one of them. */
  @Route("POST /admin/users/sync-ldap")
  void synchronizeLdap(LdapLogin login);

  /** A user with roles and tenants. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<ServiceType> serviceType,
      List<AccountApi.TenantRole> systemRoles,
      List<AccountApi.Tenant> tenants) {}

  /** A user of the tenant. */
  record Member(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<ServiceType> serviceType,
      List<AccountApi.TenantRole> roles) {}

  /** A new user. */
  record Create(String name, String password, List<Long> systemRoles, List<Membership> tenants) {
    /** Copies the collections. */
    public Create {
      systemRoles = List.copyOf(systemRoles);
      tenants = List.copyOf(tenants);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Create[" + name + "]";
    }
  }

  /** A tenant of a new user, and the roles in it. */
  record Membership(
      long id, @SerializedName("default") Optional<Boolean> isDefault, List<Long> roles) {
    /** Copies the collections. */
    public Membership {
      roles = List.copyOf(roles);
    }
  }

  /** A user's roles and tenants as they are to be. */
  record Edit(List<Long> systemRoles, List<EditedMembership> tenants) {
    /** Copies the collections. */
    public Edit {
      systemRoles = List.copyOf(systemRoles);
      tenants = List.copyOf(tenants);
    }
  }

  /** A tenant of a user, and the roles in it. */
  record EditedMembership(
      long id, @SerializedName("default") Optional<Boolean> isDefault, List<Long> roles) {
    /** Copies the collections. */
    public EditedMembership {
      roles = List.copyOf(roles);
    }
  }

  /** A login at LDAP. */
  record LdapLogin(Optional<String> userName, Optional<String> password) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "LdapLogin[" + userName + "]";
    }
  }

  /** Who checks a user's password. */
  enum ServiceType implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** The platform. */
    LOCAL(1),
    /** LDAP. */
    LDAP(2);

    private final int number;

    ServiceType(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
