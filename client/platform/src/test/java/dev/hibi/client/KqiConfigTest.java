package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KqiConfigTest {
  private static final URI SERVER = URI.create("http://kamonohashi:8090");

  @TempDir private Path folder;

  @Test
  void theFieldsOfThePlatformsCommandLineAreRead() throws IOException {
    KqiConfig config =
        read(
            "{\"server\": \"http://kamonohashi:8090\", \"token\": \"t\", \"timeout\": 2.5,"
                + " \"proxy\": \"http://proxy:3128\"}");

    assertThat(config.server()).isEqualTo(SERVER);
    assertThat(config.token()).isEqualTo("t");
    assertThat(config.timeout()).contains(Duration.ofMillis(2500));
    assertThat(config.proxy()).contains(URI.create("http://proxy:3128"));
  }

  @Test
  void theFileIsWhereThePlatformsCommandLineLooks() {
    Map<String, String> home = Map.of("HOME", "/home/me", "USERPROFILE", "/users/me");

    assertThat(KqiConfig.defaultFile(home, "Linux", "/passwd"))
        .isEqualTo(Path.of("/home/me/.kqi/config.json"));
    assertThat(KqiConfig.defaultFile(home, "Windows 11", "/passwd"))
        .isEqualTo(Path.of("/users/me/.kqi/config.json"));
    assertThat(KqiConfig.defaultFile(Map.of("HOME", ""), "Mac OS X", "/passwd"))
        .isEqualTo(Path.of("/passwd/.kqi/config.json"));
  }

  @Test
  void whatIsNotThereOrNothingIsEmpty() throws IOException {
    assertThat(read("{}").proxy()).isEmpty();
    assertThat(read("{}").timeout()).isEmpty();
    KqiConfig nulls = read("{\"proxy\": null, \"timeout\": null}");
    assertThat(nulls.proxy()).isEmpty();
    assertThat(nulls.timeout()).isEmpty();
    assertThat(read("{\"proxy\": \"\"}").proxy()).isEmpty();
    assertThat(read("{\"timeout\": 0}").timeout()).isEmpty();
  }

  @Test
  void aLoginLeavesOtherFieldsAsTheyAre() throws IOException {
    Path file = folder.resolve("kqi/config.json");

    read("{\"expireDays\": 3, \"server\": \"http://old\", \"new\": [1]}")
        .login(SERVER, "a<b>=")
        .proxy(URI.create("http://proxy:3128"))
        .write(file);

    assertThat(file)
        .hasContent(
            """
            {
              "expireDays": 3,
              "server": "http://kamonohashi:8090",
              "new": [
                1
              ],
              "token": "a<b>=",
              "proxy": "http://proxy:3128"
            }
            """);
  }

  @Test
  void onlyItsOwnerMayReadTheFileAndNothingElseIsLeft() throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    KqiConfig.of(SERVER, "t").write(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("config.json");
  }

  @Test
  void whatIsWrongIsToldWithoutWhatIsSecret() {
    Path file = folder.resolve("config.json");
    assertThatThrownBy(() -> KqiConfig.read(file)).isInstanceOf(NoSuchFileException.class);
    assertRefused(
        "{\"token\": \"planted",
        "bad configuration: expected a JSON object, found other text (%s)",
        config -> {});
    assertRefused(
        "[\"planted\"]",
        "bad configuration: expected a JSON object, found other text (%s)",
        config -> {});
    assertRefused(
        "{}",
        "bad configuration: expected a text 'token', found none (%s)",
        config -> config.token());
    assertRefused(
        "{\"server\": \"http://a:planted@b c\"}",
        "bad server: expected an http address, found other text (%s)",
        config -> config.server());
    assertRefused(
        "{\"proxy\": \"proxy:planted\"}",
        "bad proxy: expected an http address, found other text (%s)",
        config -> config.proxy());
    assertRefused(
        "{\"timeout\": \"long\"}",
        "bad timeout: expected a number of seconds, found \"long\" (%s)",
        config -> config.timeout());
  }

  @Test
  void theTokenIsNotInTheText() {
    assertThat(KqiConfig.of(SERVER, "planted")).hasToString("KqiConfig[configuration]");
  }

  private interface Use {
    void of(KqiConfig config);
  }

  private void assertRefused(String text, String message, Use use) {
    assertThatThrownBy(() -> use.of(read(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message, folder.resolve("config.json"));
  }

  private KqiConfig read(String text) throws IOException {
    return KqiConfig.read(Files.writeString(folder.resolve("config.json"), text));
  }
}
