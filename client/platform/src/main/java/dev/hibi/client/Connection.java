package dev.hibi.client;

import dev.hibi.client.api.AccountApi;
import dev.hibi.client.api.AccountApi.Lifetime;
import dev.hibi.client.api.Json;
import java.net.http.HttpClient;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** A client's way to its server, made of the client's options. Thread-safe. */
final class Connection {
  private final KamonohashiClient.Builder options;
  private final HttpClient http;
  private final Requests requests;
  private final Json json;
  private final Transport transport;

  Connection(KamonohashiClient.Builder options) {
    this.options = options;
    this.http = http(options);
    this.requests = new Requests(options.userAgent, options.proxyAuthorization);
    this.json = new Json(options.zone);
    this.transport = transport(token());
  }

  HttpClient http() {
    return http;
  }

  Requests requests() {
    return requests;
  }

  /** The calls of a group. */
  <T> T api(Class<T> group) {
    return RouteProxy.of(group, transport, json);
  }

  private static HttpClient http(KamonohashiClient.Builder options) {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // else every call asks for an upgrade
            .connectTimeout(options.timeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (options.proxy != null) {
      http.proxy(options.proxy);
    }
    return http.sslContext(options.ssl == null ? LazyTls.ofJava() : options.ssl).build();
  }

  private AccessToken token() {
    FirstToken first = Objects.requireNonNull(options.firstToken);
    AccessToken.Source source =
        new AccessToken.Source() {
          @Override
          public String take() {
            return first.source().apply(account(""), options.lifeSeconds());
          }

          @Override
          public boolean isRepeatable() {
            return first.isRepeatable();
          }
        };
    UnaryOperator<String> renew =
        old -> {
          AccountApi api = account(old);
          long tenant = api.get().selectedTenant().map(AccountApi.Tenant::id).orElse(0L);
          return api.switchTenant(tenant, new Lifetime(options.lifeSeconds())).token();
        };
    return new AccessToken(source, renew, options.nanoTime);
  }

  /** The account's calls with a token that is what it is. */
  private AccountApi account(String token) {
    AccessToken.Source fixed =
        new AccessToken.Source() {
          @Override
          public String take() {
            return token;
          }

          @Override
          public boolean isRepeatable() {
            return false;
          }
        };
    LongSupplier still = () -> 0; // it is never near its end
    AccessToken access = new AccessToken(fixed, old -> old, still);
    return RouteProxy.of(AccountApi.class, transport(access), json);
  }

  private Transport transport(AccessToken token) {
    return new Transport(http, options, requests, token);
  }

  /**
   * How a first token is come by.
   *
   * @param source gets the account's calls without a token, and the life in seconds that is wanted
   * @param isRepeatable whether it can be come by again
   */
  record FirstToken(
      BiFunction<AccountApi, Optional<Integer>, String> source, boolean isRepeatable) {}
}
