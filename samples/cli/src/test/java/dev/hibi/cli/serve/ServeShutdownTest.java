package dev.hibi.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkWeights;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends the command while the engine looks through a photograph. */
@Timeout(180)
final class ServeShutdownTest {
  private static final int EDGE = 2_000; // seconds of work

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void write() throws IOException {
    ModelDirectory.write(
        directory.resolve("model"),
        new ModelDescription(
            Backbone.RESNET10_W16,
            ClassLabels.of("N", "P"),
            ImageSpec.imagenet(64),
            new Provenance("2026-01-02T03:04:05Z", "{}")),
        NetworkWeights.random(Backbone.RESNET10_W16.network(2), 1));
  }

  @Test
  void aScanThatHasBegunIsAnsweredAndSigtermEndsWithSuccess() throws Exception {
    assumeThat(System.getProperty("os.name", "")).startsWithIgnoringCase("linux");
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hibi.cli.Hibi",
                "serve",
                "--model=" + directory.resolve("model"),
                "--port=0",
                "--tile=64",
                "--device=cpu")
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String first = String.valueOf(lines.readLine());
      assertThat(first).as(Files.readString(errors)).startsWith("serving   ");
      URI service = URI.create(first.replace("serving", "").strip());
      CompletableFuture<HttpResponse<String>> scan = scan(service);
      awaitScan(service);
      process.toHandle().destroy(); // which leaves its output open

      assertThat(scan).isNotDone();
      assertThat(scan.get().statusCode()).as(scan.get().body()).isEqualTo(201);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(lines.readLine()).isEqualTo("stopped");
    } finally {
      process.destroyForcibly();
    }
    assertThat(errors).content().isEmpty();
  }

  private CompletableFuture<HttpResponse<String>> scan(URI service) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_RGB), "png", file);
    return client.sendAsync(
        HttpRequest.newBuilder(service.resolve("scan"))
            .POST(BodyPublishers.ofByteArray(file.toByteArray()))
            .build(),
        BodyHandlers.ofString());
  }

  /** Until it is at work, and some more. */
  private void awaitScan(URI service) throws IOException, InterruptedException {
    HttpRequest metrics = HttpRequest.newBuilder(service.resolve("metrics")).build();
    while (!client
        .send(metrics, BodyHandlers.ofString())
        .body()
        .contains("hibi_places_taken 1\n")) {
      Thread.sleep(10);
    }
    Thread.sleep(500);
  }
}
