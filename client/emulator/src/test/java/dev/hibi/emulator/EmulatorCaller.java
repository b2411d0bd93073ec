package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls an emulator's API as a user who is logged in. */
final class EmulatorCaller {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI api;
  private final String token;

  private EmulatorCaller(URI api, String token) {
    this.api = api;
    this.token = token;
  }

  static EmulatorCaller of(Emulator emulator) throws Exception {
    return of(emulator, emulator.user(), emulator.password());
  }

  static EmulatorCaller of(Emulator emulator, String user, String password) throws Exception {
    URI api = URI.create(emulator.uri() + "/api/v2");
    String answer =
        new EmulatorCaller(api, "")
            .post(
                "/account/login",
                "{\"userName\":\"%s\",\"password\":\"%s\"}".formatted(user, password));
    return new EmulatorCaller(api, answer.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1"));
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String succeed(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  String get(String path) throws IOException, InterruptedException {
    return succeed("GET", path, "");
  }

  String post(String path, String body) throws IOException, InterruptedException {
    return succeed("POST", path, body);
  }

  String put(String path, String body) throws IOException, InterruptedException {
    return succeed("PUT", path, body);
  }

  String delete(String path) throws IOException, InterruptedException {
    return succeed("DELETE", path, "");
  }
}
