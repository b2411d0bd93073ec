package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Logging in, tenants, the version. */
final class AccountCalls {
  /** Menus that need no role. */
  private static final Set<String> EVERYBODYS = Set.of("Account", "DashBoard", "Login");

  private final Tokens tokens;
  private final List<Member> members;
  private final List<String> tenants;

  AccountCalls(Tokens tokens, List<Member> members, List<String> tenants) {
    this.tokens = tokens;
    this.members = members;
    this.tenants = tenants;
  }

  /**
   * A user.
   *
   * @param menus what the user's roles allow; empty for all
   */
  record Member(String name, String password, List<String> menus) {
    Member {
      menus = List.copyOf(menus);
    }

    boolean mayAny(String anyOf) {
      return menus.isEmpty()
          || List.of(anyOf.split(",", -1)).stream()
              .anyMatch(menu -> EVERYBODYS.contains(menu) || menus.contains(menu));
    }

    /** In a time that does not tell how much of it is right. */
    boolean hasPassword(String guess) {
      return MessageDigest.isEqual(
          password.getBytes(StandardCharsets.UTF_8), guess.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return "Member[" + name + "]";
    }
  }

  void addTo(Routes routes) {
    routes
        .anonymous("GET /version", call -> version())
        .anonymous("POST /account/login", this::login)
        .add("GET /account", "Account", this::account)
        .add("POST /account/tenants/{tenantId}/token", "Account", this::switchTenant);
  }

  Optional<Member> member(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  String tenantName(long id) {
    return tenants.get((int) id - 1);
  }

  private static Reply version() {
    JsonObject version = new JsonObject();
    version.addProperty("version", "5.0.0-emulated");
    version.add("messages", new JsonArray());
    return Reply.ok(version);
  }

  private Reply login(Call call) {
    JsonObject body = call.body();
    String name = call.required(body, "userName").trim();
    String password = call.required(body, "password");
    Optional<Member> member = member(name).filter(found -> found.hasPassword(password));
    if (member.isEmpty()) {
      throw ApiFailure.badRequest("User name or password is incorrect.");
    }
    long tenant = optional(body, "tenantId").orElse(1L);
    return token(name, tenant, body);
  }

  private Reply switchTenant(Call call) {
    return token(call.caller().user(), call.id("tenantId"), call.body());
  }

  private Reply token(String user, long tenant, JsonObject body) {
    if (tenant < 1 || tenant > tenants.size()) {
      throw ApiFailure.notFound("Tenant ID " + tenant + " is not found.");
    }
    long life = optional(body, "expiresIn").orElse(Tokens.LIFE_SECONDS);
    JsonObject answer = new JsonObject();
    answer.addProperty("token", tokens.issue(user, tenant, life));
    answer.addProperty("userName", user);
    answer.addProperty("tenantId", tenant);
    answer.addProperty("tenantName", tenantName(tenant));
    answer.addProperty("expiresIn", life);
    return Reply.ok(answer);
  }

  private static Optional<Long> optional(JsonObject body, String field) {
    JsonElement value = body.get(field);
    return value == null || value.isJsonNull() ? Optional.empty() : Optional.of(value.getAsLong());
  }

  private Reply account(Call call) {
    JsonObject account = new JsonObject();
    account.addProperty("userId", 1 + members.indexOf(member(call.caller().user()).orElseThrow()));
    account.addProperty("userName", call.caller().user());
    account.add("selectedTenant", tenant(call.caller().tenantId()));
    account.add("defaultTenant", tenant(1));
    JsonArray all = new JsonArray();
    for (int id = 1; id <= tenants.size(); id++) {
      all.add(tenant(id));
    }
    account.add("tenants", all);
    account.addProperty("passwordChangeEnabled", true);
    return Reply.ok(account);
  }

  private JsonObject tenant(long id) {
    JsonObject tenant = new JsonObject();
    tenant.addProperty("id", id);
    tenant.addProperty("name", tenantName(id));
    tenant.addProperty("default", id == 1);
    tenant.addProperty("displayName", tenantName(id));
    tenant.add("roles", new JsonArray());
    tenant.addProperty("isOrigin", true);
    return tenant;
  }
}
