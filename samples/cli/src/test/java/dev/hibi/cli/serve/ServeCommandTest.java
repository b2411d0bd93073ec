package dev.hibi.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import dev.hibi.cli.SampleFiles;
import dev.hibi.cli.concrete.DrawnWall;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import dev.hibi.model.scoring.ScanPoint;
import dev.hibi.service.ClassificationService;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a process of its own, asked over a real socket. */
@Timeout(180)
final class ServeCommandTest {
  @TempDir static Path shared;

  private static SampleFiles files;

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void train() throws IOException {
    files = SampleFiles.make(shared);
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.hibi.cli.Hibi",
            "serve",
            "--model=" + files.model(),
            "--port=0",
            "--tile=96",
            "--device=cpu",
            "--marks=" + directory.resolve("marks"))
        .redirectError(directory.resolve("errors").toFile())
        .start();
  }

  @Test
  void marksOfThePageAreDataOfCalibrateAndSigtermEndsWithSuccess() throws Exception {
    Process process = start();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String first = String.valueOf(lines.readLine());
      assertThat(first).as(Files.readString(directory.resolve("errors"))).startsWith("serving   ");
      URI service = URI.create(first.replace("serving", "").strip());
      mark(service, 0, "N");
      mark(service, 1, "P");
      process.toHandle().destroy(); // which leaves its output open

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(lines.readLine()).isEqualTo("stopped");
    } finally {
      process.destroyForcibly();
    }
    Path manifest = directory.resolve("marks/marks.csv");
    assertThat(Files.readString(manifest)).contains(",N,", ",P,");

    Answer calibrated =
        Answer.of(
            "calibrate",
            "--model=" + files.model(),
            "--data=" + manifest,
            "--recall=0.3",
            "--confidence=0.5",
            "--device=cpu",
            "--output=" + directory.resolve("calibrated"));

    calibrated.expectSuccess();
    assertThat(directory.resolve("calibrated/model.json")).exists();
  }

  private void mark(URI service, long wall, String label) throws Exception {
    JsonObject scan = ask(service.resolve("scan"), png(wall));
    double threshold = 0.999 * scan.get("score").getAsDouble();
    URI marks = service.resolve("scans/" + scan.get("id").getAsString() + "/marks");
    String mark =
        "{\"region\": 0, \"threshold\": %s, \"label\": \"%s\"}".formatted(threshold, label);
    assertThat(ask(marks, mark.getBytes(UTF_8)).get("tiles").getAsInt()).isPositive();
  }

  private JsonObject ask(URI where, byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(where).POST(BodyPublishers.ofByteArray(body)).build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private static byte[] png(long wall) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(DrawnWall.draw(wall).photo().toBufferedImage(), "png", file);
    return file.toByteArray();
  }

  @Test
  void aPortOrLimitOutOfItsRangeIsAWrongCommandLine() {
    assertThat(refusal("--port=70000")).isEqualTo("bad port: expected 0 to 65535, found 70000");
    assertThat(refusal("--at-work=0"))
        .isEqualTo("bad number at work: expected 1 and more, found 0");
    assertThat(refusal("--largest-upload=2147483640"))
        .isEqualTo("bad upload: expected 1 to 2147483639 bytes, found 2147483640");
  }

  @Test
  void aNameThatNoBrowserCanAskForIsAWrongCommandLine() {
    assertThat(refusal("--allow-host=http://x/"))
        .isEqualTo("bad host: expected a name without scheme, port and path, found 'http://x/'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nosuch.invalid", "8.8.8.8"})
  void anAddressOfAnotherMachineIsToldFromATakenPort(String host) {
    Answer answer = Answer.of("serve", "--model=" + files.model(), "--port=0", "--host=" + host);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .isEqualTo(
            "hibi: cannot listen: expected the name or an address of this machine, found %s%n"
                .formatted(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "0.0.0.0"})
  void aPortThatIsTakenIsToldSo(String host) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      String port = String.valueOf(taken.getLocalPort());
      Answer answer =
          Answer.of("serve", "--model=" + files.model(), "--port=" + port, "--host=" + host);

      assertThat(answer.code()).isEqualTo(1);
      assertThat(answer.err())
          .isEqualTo(
              "hibi: cannot listen: expected a free port of %s, found %s taken or forbidden%n"
                  .formatted(host, port));
    }
  }

  @Test
  void aThresholdOfPhotographsIsNotTakenForOtherTiles() throws IOException {
    Path model = calibrated();

    assertThat(refusal(model, "--tile=64"))
        .isEqualTo(
            "the model's threshold of photographs is not for these: expected --tile 96 and"
                + " --min-area 576, found 64 and 576");
    assertThat(refusal(model, "--min-area=0"))
        .isEqualTo(
            "the model's threshold of photographs is not for these: expected --tile 96 and"
                + " --min-area 576, found 96 and 0");
  }

  @Test
  void inJavaTilesAreByDefaultThoseOfTheThresholdOfPhotographs() throws Exception {
    try (ClassificationService service =
        ClassificationService.builder(Classifier.load(calibrated())).start()) {
      HttpRequest request = HttpRequest.newBuilder(service.address().resolve("model")).build();
      String facts = client.send(request, BodyHandlers.ofString()).body();

      assertThat(JsonParser.parseString(facts).getAsJsonObject().get("tile").getAsInt())
          .isEqualTo(96);
    }
  }

  private Path calibrated() throws IOException {
    OperatingPoint point =
        new OperatingPoint(0.3, Promise.RECALL, 0.95, 0.9, 59, Unit.PHOTOGRAPH, "ab".repeat(32));
    Path model = directory.resolve("calibrated");
    ModelDirectory.copy(Path.of(files.model()), model, "P", new ScanPoint(96, 576, point));
    return model;
  }

  private static String refusal(String option) {
    return refusal(Path.of(files.model()), option);
  }

  private static String refusal(Path model, String option) {
    Answer answer = Answer.of("serve", "--model=" + model, option);
    assertThat(answer.code()).isEqualTo(2);
    return List.of(answer.err().split(" \\(try", 2)).get(0).replaceFirst("^hibi: ", "");
  }
}
