package dev.hibi.client.api;

import com.google.gson.annotations.SerializedName;
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
   * @throws dev.hibi.client.KamonohashiException.BadRequest if name or password is wrong
   */
  @Route("POST /account/login anonymous")
  Login login(Credentials credentials);

  /** A new token for a tenant, from the token that the client has. */
  @Route("POST /account/tenants/{tenantId}/token")
  Login switchTenant(long tenantId, Lifetime lifetime);

  /**
   * The menus that the user's roles allow, in groups.
   *
   * @param language of the labels, such as {@code ja} or {@code en}
   */
  @Route("GET /account/menus/tree?lang={language}")
  List<MenuGroup> menuTree(String language);

  /** The menus that the user's roles allow, with descriptions. */
  @Route("GET /account/menus/list?lang={language}")
  List<Menu> menus(String language);

  /** The menus of Aquarium that the user's roles allow, in groups. */
  @Route("GET /account/aquarium/menus/tree?lang={language}")
  List<MenuGroup> aquariumMenuTree(String language);

  /** The menus of Aquarium that the user's roles allow, with descriptions. */
  @Route("GET /account/aquarium/menus/list?lang={language}")
  List<Menu> aquariumMenus(String language);

  /** The tenant's Git endpoints, with the user's tokens. */
  @Route("GET /account/gits")
  Gits gits();

  /** Changes the user's token for a Git endpoint. */
  @Route("PUT /account/gits")
  GitCredential setGitCredential(GitToken token);

  /** The tenant's registries, with the user's credentials. */
  @Route("GET /account/registries")
  Registries registries();

  /** Changes the user's credentials for a registry. */
  @Route("PUT /account/registries")
  RegistryCredential setRegistryCredential(RegistryLogin login);

  /** Where Slack is told of jobs that end. */
  @Route("GET /account/webhook/slack")
  SlackWebhook slackWebhook();

  /** Changes where Slack is told. */
  @Route("PUT /account/webhook/slack")
  void setSlackWebhook(SlackWebhook webhook);

  /** Has a message sent to Slack. */
  @Route("POST /account/webhook/slack/test")
  void testSlackWebhook(SlackWebhook webhook);

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
   * @param isDefault whether a login without a tenant leads to it
   * @param isOrigin whether the user was put into it directly and not by a group
   */
  record Tenant(
      long id,
      String name,
      @SerializedName("default") boolean isDefault,
      String displayName,
      List<TenantRole> roles,
      boolean isOrigin) {}

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
      boolean isOrigin,
      @SerializedName("userGroupTanantMapIdLists") List<Long> userGroupTenantMapIds) {}

  /**
   * A group of menus.
   *
   * @param category empty where there is none
   */
  record MenuGroup(String label, String category, String url, List<MenuItem> children) {}

  /** A menu in a group. */
  record MenuItem(String label, String category, String url) {}

  /** A menu. */
  record Menu(String name, String description, String url, String category) {}

  /** The tenant's Git endpoints. */
  record Gits(Optional<Long> defaultGitId, List<GitCredential> gits) {}

  /**
   * A Git endpoint.
   *
   * @param token the user's; empty if there is none
   */
  record GitCredential(
      long id, String token, String name, Optional<GitApi.ServiceType> serviceType) {
    @Override
    public String toString() {
      return "GitCredential[" + name + "]";
    }
  }

  /** The user's token for a Git endpoint. */
  record GitToken(long id, String token) {
    @Override
    public String toString() {
      return "GitToken[" + id + "]";
    }
  }

  /** The tenant's registries. */
  record Registries(Optional<Long> defaultRegistryId, List<RegistryCredential> registries) {}

  /**
   * A registry.
   *
   * @param userName the user's; empty if there is none
   * @param password or a token; empty if there is none
   */
  record RegistryCredential(
      long id,
      String userName,
      String password,
      String name,
      String projectName,
      Optional<RegistryApi.ServiceType> serviceType) {
    @Override
    public String toString() {
      return "RegistryCredential[" + name + "]";
    }
  }

  /** The user's credentials for a registry. */
  record RegistryLogin(long id, String userName, String password) {
    @Override
    public String toString() {
      return "RegistryLogin[" + id + "]";
    }
  }

  /**
   * Where Slack is told.
   *
   * @param slackUrl whoever has it may write there
   * @param mention whom, such as {@code @channel}
   */
  record SlackWebhook(String slackUrl, String mention) {
    @Override
    public String toString() {
      return "SlackWebhook[" + mention + "]";
    }
  }

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
    /** For a token of another life, in seconds. */
    public Credentials lasting(Optional<Integer> expiresIn) {
      return new Credentials(userName, password, tenantId, expiresIn);
    }

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
