package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.service.ClassificationService;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service answers over a real socket. */
@Timeout(120)
final class ClassifyServiceTest {
  @TempDir private static Path directory;

  private static ClassificationService service;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void serve() throws IOException {
    DrawnArchive.train(0).write(directory.resolve("train.zip"), 16);
    DrawnArchive.test(0).write(directory.resolve("test.zip"), 4);
    TrainPartByPart.train(
        directory.resolve("train.zip"), directory.resolve("test.zip"), directory.resolve("run"), 1);
    service = ClassifyService.start(directory.resolve("run/model"), 0);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void anImageIsAnsweredWithItsLabelAndProbabilities() throws Exception {
    HttpResponse<String> response = send("POST", BodyPublishers.ofByteArray(picture()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonObject verdict = JsonParser.parseString(response.body()).getAsJsonObject();
    assertThat(verdict.get("label").getAsString()).isIn("N", "P");
    JsonObject probabilities = verdict.getAsJsonObject("probabilities");
    assertThat(probabilities.get("N").getAsDouble() + probabilities.get("P").getAsDouble())
        .isBetween(0.999, 1.001);
  }

  @Test
  void whatIsNoImageIsToldSo() throws Exception {
    HttpResponse<String> response = send("POST", BodyPublishers.ofString("words"));

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Unsupported Media Type\",\"status\":415,\"detail\":\"not an"
                + " image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin"
                + " 77 6f 72 64 (upload)\"}");
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    assertThat(send("GET", BodyPublishers.noBody()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> send(String method, BodyPublisher body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(service.address().resolve("classify")).method(method, body).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static byte[] picture() throws IOException {
    try (ZipFile zip = new ZipFile(directory.resolve("test.zip").toFile())) {
      return zip.getInputStream(zip.entries().nextElement()).readAllBytes();
    }
  }
}
