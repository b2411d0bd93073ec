package dev.hibi.client;

import java.util.List;
import java.util.Optional;

/** The user's own account. */
public interface AccountApi {

  /** Who is logged in, and which tenants they belong to. */
  @Route("GET /account")
  Account get();

  /**
   * Changes the tenant that a login without one leads to.
   *
   * @param tenantId one of the user's
   */
  @Route("PUT /account?DefaultTenant={tenantId}")
  Account setDefaultTenant(long tenantId);

  /** Changes the name that others see. */
  @Route("PUT /account/displayName")
  Account setDisplayName(DisplayName name);

  /** Changes the password of a local user. */
  @Route("PUT /account/password")
  void changePassword(Password password);

  /**
   * Logs in. A client does it by itself; this is for programs that only want a token.
   *
   * @throws KamonohashiException.BadRequest if name or password is wrong
   */
  @Route("POST /account/login anonymous")
  Login login(Credentials credentials);

  /** A new token for a tenant, from the token that the client has. */
  @Route("POST /account/tenants/{tenantId}/token")
  Login switchTenant(long tenantId, Lifetime lifetime);

  /**
   * An account.
   *
   * @param userName the name to log in with
   * @param passwordChangeEnabled whether the password is kept by the platform
   * @param selectedTenant the tenant of the token
   * @param defaultTenant the tenant of a login without one
   * @param tenants all of the user's
   */
  record Account(
      long userId,
      String userName,
      boolean passwordChangeEnabled,
      Optional<Tenant> selectedTenant,
      Optional<Tenant> defaultTenant,
      List<Tenant> tenants) {}

  /**
   * A tenant of a user.
   *
   * @param isOrigin whether the user was put into it directly and not by a group
   */
  record Tenant(
      long id, String name, String displayName, boolean isOrigin, List<TenantRole> roles) {}

  /**
   * A role that a user has in a tenant.
   *
   * @param isCustomed whether it was made for the tenant
   */
  record TenantRole(
      long id,
      String name,
      String displayName,
      boolean isCustomed,
      int sortOrder,
      boolean isOrigin) {}

  /** A name that others see. */
  record DisplayName(String displayName) {}

  /** The old and the new password. */
  record Password(String currentPassword, String newPassword) {
    @Override
    public String toString() {
      return "Password[]";
    }
  }

  /**
   * What a login needs.
   *
   * @param tenantId the default tenant if empty
   * @param expiresIn seconds; ten days if empty
   */
  record Credentials(
      String userName, String password, Optional<Long> tenantId, Optional<Integer> expiresIn) {
    @Override
    public String toString() {
      return "Credentials[" + userName + "]";
    }
  }

  /**
   * How long a token is to live.
   *
   * @param expiresIn seconds; ten days if empty
   */
  record Lifetime(Optional<Integer> expiresIn) {}

  /**
   * What a login gives.
   *
   * @param token valid for {@code expiresIn} seconds
   */
  record Login(String token, String userName, long tenantId, String tenantName, long expiresIn) {
    @Override
    public String toString() {
      return "Login[" + userName + ", tenant " + tenantName + "]";
    }
  }
}
