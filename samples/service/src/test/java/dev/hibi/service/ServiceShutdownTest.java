package dev.hibi.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hibi.ClassLabels;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageClassifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends processes while their service answers. */
@Timeout(120)
final class ServiceShutdownTest {
  private static final int TERMINATED = 143;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatHasBegunIsAnsweredBeforeTheProcessEndsWithAHookOrWithout(boolean hook) throws Exception {
    assumeThat(System.getProperty("os.name", "")).startsWithIgnoringCase("linux");
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                String.valueOf(hook))
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      Asked ask = new Asked(URI.create(String.valueOf(lines.readLine())));
      CompletableFuture<HttpResponse<String>> asked =
          CompletableFuture.supplyAsync(() -> post(ask));
      assertThat(lines.readLine()).isEqualTo("at work");
      process.toHandle().destroy(); // which leaves its output open

      assertThat(asked.get().statusCode()).isEqualTo(200);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
    assertThat(errors).content().isEmpty();
  }

  private static HttpResponse<String> post(Asked ask) {
    try {
      return ask.post("classify", Walls.png(0, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Serves, and takes two seconds for an image. */
  static final class Program {
    public static void main(String... arguments) throws Exception {
      ClassLabels labels = ClassLabels.of("N", "P");
      ClassificationService service =
          ClassificationService.builder(
                  ImageClassifier.of(
                      labels,
                      image -> {
                        System.out.println("at work");
                        sleep();
                        return Classification.certain(labels, "P");
                      }))
              .start();
      if (Boolean.parseBoolean(arguments[0])) {
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
      }
      System.out.println(service.address());
      service.awaitClose();
    }

    private static void sleep() {
      try {
        Thread.sleep(2_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
