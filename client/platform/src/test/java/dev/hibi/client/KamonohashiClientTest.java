package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.api.AccountApi;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.VersionApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logging in, tokens, tenants, where a client comes from. */
@Timeout(60)
final class KamonohashiClientTest {
  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theFirstCallLogsInAndAllCarryTheToken() {
    server
        .answer(200, "{\"token\":\"t1\",\"userName\":\"u\",\"tenantId\":1}")
        .answer(200, "{\"userId\":7,\"userName\":\"u\",\"tenants\":[{\"id\":1,\"name\":\"lab\"}]}")
        .answer(200, "[]");
    KamonohashiClient client =
        KamonohashiClient.builder(server.address()).login("u", "secret-password").build();

    AccountApi.Account account = client.account().get();
    client.data().tags();

    assertThat(account.userId()).isEqualTo(7);
    assertThat(account.tenants()).extracting(AccountApi.Tenant::name).containsExactly("lab");
    assertThat(account.selectedTenant()).isEmpty();
    assertThat(server.requests())
        .extracting(ScriptedServer.Request::line)
        .containsExactly(
            "POST /api/v2/account/login", "GET /api/v2/account", "GET /api/v2/data/datatags");
    assertThat(server.requests())
        .extracting(ScriptedServer.Request::authorization)
        .containsExactly("", "Bearer t1", "Bearer t1");
    assertThat(server.requests().get(0).body())
        .isEqualTo("{\"userName\":\"u\",\"password\":\"secret-password\"}");
    assertThat(server.requests().get(0).contentType()).isEqualTo("application/json");
  }

  @Test
  void anotherTenantHasATokenOfItsOwn() {
    server.answer(200, "{\"token\":\"of-3\"}").answer(200, "[]").answer(200, "[]");
    KamonohashiClient client = server.client().build();

    KamonohashiClient other = client.forTenant(3);
    other.data().tags();
    client.data().tags();

    assertThat(server.requests())
        .extracting(ScriptedServer.Request::line)
        .startsWith("POST /api/v2/account/tenants/3/token");
    assertThat(server.requests())
        .extracting(ScriptedServer.Request::authorization)
        .containsExactly("Bearer secret-token", "Bearer of-3", "Bearer secret-token");
  }

  @Test
  void theVersionNeedsNoLogin() {
    server.answer(200, "{\"version\":\"5.0.0\"}");
    KamonohashiClient client = KamonohashiClient.builder(server.address()).login("u", "p").build();

    assertThat(client.version().get()).isEqualTo(new VersionApi.Version("5.0.0", List.of()));
    assertThat(server.requests().get(0).authorization()).isEmpty();
  }

  @Test
  void aContainersVariablesMakeAClient() {
    server.answer(200, "[]");
    Map<String, String> variables =
        Map.of("KQI_SERVER", server.address().toString(), "KQI_TOKEN", "of-container");

    KamonohashiClient.fromEnvironment(variables).build().data().tags();

    assertThat(server.requests().get(0).authorization()).isEqualTo("Bearer of-container");
    assertThatThrownBy(() -> KamonohashiClient.fromEnvironment(Map.of("KQI_SERVER", "http://x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not in a container: expected the variable KQI_TOKEN, found none");
  }

  @Test
  void thePlatformsOwnConfigurationMakesAClient(@TempDir Path dir) throws Exception {
    server.answer(200, "[]");
    Path file =
        Files.writeString(
            dir.resolve("config.json"),
            "{\"server\":\"%s\",\"token\":\"of-file\",\"timeout\":30}".formatted(server.address()));

    KamonohashiClient.fromKqiConfig(file).build().data().tags();

    assertThat(server.requests().get(0).authorization()).isEqualTo("Bearer of-file");
    Files.writeString(file, "{\"server\":\"http://x\"}");
    assertThatThrownBy(() -> KamonohashiClient.fromKqiConfig(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad configuration: expected a text 'token', found none (%s)", file);
  }

  @Test
  void whatIsNoServerOrNoUserIsRefused() {
    assertThatThrownBy(() -> KamonohashiClient.builder(URI.create("ftp://host")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad server: expected an http or https address without a user,"
                + " found one with scheme 'ftp' and host 'host'");
    assertThatThrownBy(() -> KamonohashiClient.builder(server.address()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no user: expected a login or a token, found neither");
  }

  @Test
  void nothingSecretIsInAText() {
    String texts =
        String.join(
            " ",
            server.client().build().toString(),
            new AccountApi.Login("secret-token", "u", 1, "lab", 10).toString(),
            new AccountApi.Password("secret-old", "secret-new").toString(),
            new AccountApi.Credentials(
                    "u", "secret-password", java.util.Optional.empty(), java.util.Optional.empty())
                .toString(),
            new DataApi.DataFile(1, 2, "k", "http://storage/x?Signature=secret", "a.zip", 0)
                .toString());

    assertThat(texts).doesNotContain("secret");
  }
}
