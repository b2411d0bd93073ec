package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The emulator by itself; the client's tests do with it what users do. */
@Timeout(60)
final class EmulatorTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  private Emulator start() throws IOException {
    return Emulator.builder(folder).user("inspector", "secret-password").start();
  }

  private HttpResponse<String> send(Emulator emulator, String line, String body) throws Exception {
    String[] words = line.split(" ", 2);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(emulator.uri() + "/api/v2" + words[1]))
            .header("Content-Type", "application/json")
            .method(words[0], HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aUserLogsInAndNobodyElse() throws Exception {
    String credentials = "{\"userName\":\"inspector\",\"password\":\"%s\"}";
    try (Emulator emulator = start()) {
      HttpResponse<String> in =
          send(emulator, "POST /account/login", credentials.formatted("secret-password"));
      assertThat(in.statusCode()).isEqualTo(200);
      assertThat(in.body()).contains("\"token\":");

      HttpResponse<String> out = send(emulator, "POST /account/login", credentials.formatted("x"));
      assertThat(out.statusCode()).isEqualTo(400);
      assertThat(send(emulator, "GET /data", "").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aStateThatIsNoJsonIsNotOverwritten() throws Exception {
    Path state = Files.writeString(folder.resolve("state.json"), "no JSON");

    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessage("bad state: expected a JSON object, found other text (%s)".formatted(state));
    assertThat(state).hasContent("no JSON");
  }
}
