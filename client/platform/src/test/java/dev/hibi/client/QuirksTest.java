package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.api.AccountApi;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.TrainingApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the platform's server does that its contract does not say, by plain requests. */
@Timeout(60)
final class QuirksTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final EmulatedPlatform platform;

  QuirksTest(@TempDir Path folder) throws Exception {
    platform = EmulatedPlatform.start(EmulatedPlatform.builder(folder));
  }

  private String token = "";

  @BeforeEach
  void logIn() {
    AccountApi account = platform.client().account();
    token = account.switchTenant(1, new AccountApi.Lifetime(Optional.empty())).token();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private HttpResponse<String> send(String line, String body) throws Exception {
    String[] parts = line.split(" ", 2);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(platform.emulator().uri() + "/api/v2" + parts[1]))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(parts[0], HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aFieldThatIsMissingIsToldInTheFrameworksFormAndOtherMistakesInTheServers() throws Exception {
    HttpResponse<String> missing = send("POST /data", "{\"memo\":\"x\"}");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body()).contains("\"errors\":{\"name\":[\"The name field is required.\"]}");

    HttpResponse<String> bad = send("POST /data", "{\"name\":\"x\",\"tags\":[\"a,b\"]}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("\"title\":\"The input tag is invalid.\"", "\"errors\":null");

    assertThat(send("POST /training/run", "{\"name\":\"x\",\"cpu\":\"1\"}").body())
        .contains("The containerImage field is required.");
    assertThat(send("GET /data/five", "").body()).contains("The value 'five' is not valid.");
  }

  @Test
  void totalsAreWrongForTagsThatAreJoined() throws Exception {
    platform.client().data().create(new DataApi.Create("a", "", List.of("x", "y")));

    HttpResponse<String> joined = send("GET /data?tag=y,x&withTotal=true", "");
    HttpResponse<String> apart = send("GET /data?tag=x&tag=y&WITHTOTAL=true", "");

    assertThat(joined.body()).contains("\"name\":\"a\"");
    assertThat(joined.headers().firstValue("X-Total-Count")).contains("0");
    assertThat(apart.headers().firstValue("X-Total-Count")).contains("1");
  }

  @Test
  void aFlatDataSetWithoutItsListBreaksTheServer() throws Exception {
    assertThat(
            send("POST /datasets", "{\"name\":\"x\",\"isFlat\":true,\"entries\":{}}").statusCode())
        .isEqualTo(500);
    assertThat(send("POST /datasets", "{\"name\":\"x\",\"isFlat\":true}").body())
        .contains("The entries field is required.");
    assertThat(send("POST /datasets", "{\"name\":\"x\",\"entries\":{}}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void namesThatAreTakenAreRefusedTogether() throws Exception {
    long id = platform.data("a.txt", "x");
    String file = "{\"fileName\":\"%s\",\"storedPath\":\"s\"}";

    HttpResponse<String> answer =
        send(
            "POST /data/" + id + "/files",
            "{\"files\":[" + file.formatted("b.txt") + "," + file.formatted("a.txt") + "]}");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(platform.client().data().get(id).fileNames()).containsExactly("a.txt");
  }

  @Test
  void wrongOptionsAndPartitionsAreNotFound() throws Exception {
    long dataSet = platform.dataSet();
    String job =
        "{\"name\":\"x\",\"containerImage\":{\"image\":\"i\",\"tag\":\"t\"},\"dataSetId\":"
            + dataSet
            + ",\"gitModel\":{\"repository\":\"r\",\"owner\":\"o\"},\"entryPoint\":\"true\","
            + "\"cpu\":1,\"memory\":1,\"gpu\":0,%s}";

    assertThat(send("POST /training/run", job.formatted("\"options\":{\"1x\":\"\"}")).statusCode())
        .isEqualTo(404);
    assertThat(send("POST /training/run", job.formatted("\"partition\":\"moon\"")).statusCode())
        .isEqualTo(404);
    assertThat(send("POST /training/run", job.formatted("\"options\":{\"A\":\"b\"}")).statusCode())
        .isEqualTo(201);
    assertThat(send("GET /training/1", "").body())
        .contains("\"options\":[{\"key\":\"A\",\"value\":\"b\"}]", "\"branch\":\"master\"");
  }

  @Test
  void nothingOutsideItsFoldersIsReached() throws Exception {
    long dataSet = platform.dataSet();
    long id = platform.start(platform.request(dataSet).build()).id();

    TrainingApi training = platform.client().training();
    assertThatThrownBy(() -> training.containerFiles(id, "/../../..", true))
        .isInstanceOf(KamonohashiException.BadRequest.class);
    String url =
        platform.client().uploads().downloadUrl("Data", "../../state.json", "x", true).url();
    assertThat(EmulatedPlatform.get(url).statusCode()).isBetween(400, 404);
  }

  @Test
  void aBodyOfMoreThanAMebibyteIsNotLetThrough() throws Exception {
    HttpResponse<String> answer = send("POST /data", "{\"name\":\"" + "x".repeat(1 << 20) + "\"}");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("<html>");
  }

  @Test
  void anAttachedFileIsMadeWithStatus200() throws Exception {
    long id = platform.start(platform.request(platform.dataSet()).build()).id();

    String body = "{\"fileName\":\"notes.txt\",\"storedPath\":\"s\"}";
    assertThat(send("POST /training/" + id + "/files", body).statusCode()).isEqualTo(200);
    assertThat(send("POST /training/" + id + "/files", body).statusCode()).isEqualTo(409);
  }
}
