package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who the user is, and where that is kept. */
@Timeout(60)
final class KqiLoginTest {
  private final Path folder;
  private final Path config;
  private final KqiCommandLine commandLine;

  KqiLoginTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.config = folder.resolve("config.json");
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  @Test
  void theTokenIsKeptInAFileForItsOwnerAlone() throws IOException {
    Answer answer = commandLine.login("config.json", KqiCommandLine.PASSWORD);

    String token = config().get("token").getAsString();
    assertThat(answer.out())
        .isEqualTo(
            "logged in as inspector, tenant 1 (sample), for 10 days; the token is in %s%n", config);
    assertThat(answer.out() + answer.err()).doesNotContain(token, KqiCommandLine.PASSWORD);
    assertThat(Files.readString(config)).doesNotContain(KqiCommandLine.PASSWORD);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
        .isEqualTo("rw-------");
  }

  @Test
  void whatElseTheFileHasIsLeftAlone() throws IOException {
    Files.writeString(config, "{\"timeout\": 45, \"expireDays\": 3, \"token\": \"old\"}");

    commandLine.login("config.json", KqiCommandLine.PASSWORD).expectSuccess();

    assertThat(config().keySet()).containsExactly("timeout", "expireDays", "token", "server");
    assertThat(config().get("timeout").getAsInt()).isEqualTo(45);
    assertThat(config().get("token").getAsString()).isNotEqualTo("old");
  }

  @Test
  void aWrongPasswordChangesNothing() throws IOException {
    String before = Files.readString(config);

    Answer answer = commandLine.login("config.json", "not it");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: bad request: expected a request that the server takes, found status 400: User"
                + " name or password is incorrect. (POST /api/v2/account/login)%n".formatted());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(config).hasContent(before);
  }

  @Test
  void theTraceOfAFailureHasNoPassword() throws IOException {
    Answer answer = commandLine.login("config.json", "planted, but wrong", "--debug");

    assertThat(answer.err()).contains("\tat dev.hibi.client.").doesNotContain("planted");
  }

  @Test
  void theLoginGoesThroughTheProxyThatIsSaid() throws IOException {
    Answer answer =
        commandLine.login("config.json", KqiCommandLine.PASSWORD, "--proxy=http://127.0.0.1:1");

    assertThat(answer.err())
        .isEqualTo(
            ("hibi: no answer of the proxy 127.0.0.1:1 before %s: expected one, found a refused"
                    + " connection (POST /api/v2/account/login)%n")
                .formatted(commandLine.emulator().uri().getAuthority()));
    assertThat(config().has("proxy")).isFalse(); // who could not log in changes nothing
  }

  @Test
  void aLoginElsewhereDoesNotInheritTheProxyAndOneHereDoes() throws IOException {
    String here = commandLine.emulator().uri().toString();
    String there = here.replace("127.0.0.1", "localhost");
    String proxy = "\"proxy\": \"http://me:planted@127.0.0.1:1\", \"caFile\": \"\"}";

    Files.writeString(config, "{\"server\": \"" + here + "\", " + proxy);
    Answer same = commandLine.login("config.json", KqiCommandLine.PASSWORD);
    assertThat(same.code()).isEqualTo(1); // the proxy is not there
    assertThat(same.err()).doesNotContain("planted");

    Files.writeString(config, "{\"server\": \"" + there + "\", " + proxy);
    commandLine.login("config.json", KqiCommandLine.PASSWORD).expectSuccess();
    assertThat(config().has("proxy")).isFalse();
  }

  @Test
  void noProxyForgetsTheOneThereWas() throws IOException {
    Files.writeString(
        config,
        "{\"server\": \"%s\", \"token\": \"t\", \"proxy\": \"http://127.0.0.1:1\"}"
            .formatted(commandLine.emulator().uri()));

    assertThat(commandLine.kqi("data", "list").code()).isEqualTo(1);
    commandLine.login("config.json", KqiCommandLine.PASSWORD, "--no-proxy").expectSuccess();
    assertThat(config().has("proxy")).isFalse();

    Answer both = commandLine.kqi("data", "list", "--no-proxy", "--proxy=http://127.0.0.1:1");
    assertThat(both.err())
        .isEqualTo(
            ("hibi: unclear proxy: expected one of --proxy and --no-proxy, found both"
                    + " (try 'hibi kqi data list --help')%n")
                .formatted());
  }

  @Test
  void theDaysOfTheFileAreHonoured() throws IOException {
    Files.writeString(config, "{\"expireDays\": 3}");

    Answer file = commandLine.login("config.json", KqiCommandLine.PASSWORD);
    Answer typed = commandLine.login("config.json", KqiCommandLine.PASSWORD, "--days=2");

    assertThat(file.out()).contains(", for 3 days;");
    assertThat(typed.out()).contains(", for 2 days;");
  }

  @Test
  void withoutALoginThereIsNoPlatform() {
    Path absent = folder.resolve("absent.json");

    Answer answer = Answer.of("kqi", "data", "list", "--config", absent.toString());

    assertThat(answer.err())
        .isEqualTo(
            "hibi: not logged in: expected a file written by 'hibi kqi login', found none (%s)%n"
                .formatted(absent));
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void aPasswordIsNeverAnArgument() {
    assumeThat(System.getenv("HIBI_KQI_PASSWORD")).isNull();
    assumeThat(System.console()).isNull();

    assertUsage(
        "no password: expected --password-file, HIBI_KQI_PASSWORD or a terminal, found none",
        "hibi kqi login",
        "kqi",
        "login",
        "--server",
        "http://127.0.0.1:1",
        "--user",
        "a",
        "--config",
        config.toString());
  }

  @Test
  void whatIsNoServerIsRefusedBeforeThePasswordIsSent() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "p");

    assertUsage(
        "bad server: expected an http or https address without a user, found one with scheme"
            + " 'kamonohashi' and host 'null'",
        "hibi kqi login",
        "kqi",
        "login",
        "--server",
        "kamonohashi:80",
        "--user",
        "a",
        "--password-file",
        password.toString(),
        "--config",
        config.toString());
  }

  private JsonObject config() throws IOException {
    return JsonParser.parseString(Files.readString(config)).getAsJsonObject();
  }

  private static void assertUsage(String message, String command, String... words) {
    Answer answer = Answer.of(words);
    assertThat(answer.err()).isEqualTo("hibi: %s (try '%s --help')%n".formatted(message, command));
    assertThat(answer.code()).isEqualTo(2);
  }
}
