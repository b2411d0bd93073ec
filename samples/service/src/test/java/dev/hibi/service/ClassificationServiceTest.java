package dev.hibi.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets, and a classifier without a model. */
@Timeout(60)
final class ClassificationServiceTest {
  @TempDir private Path folder;

  private ClassificationService service;
  private Asked ask;

  @BeforeEach
  void start() throws IOException {
    service =
        ClassificationService.builder(Walls.classifier())
            .tile(64)
            .largestUpload(100_000)
            .largestMegapixels(1)
            .allowHost("wall.example")
            .marks(folder.resolve("marks"))
            .start();
    ask = new Asked(service.address());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void anImageIsAnsweredWithLabelProbabilitiesAndVerdict() throws Exception {
    HttpResponse<String> answer = ask.post("classify", Walls.png(0, 0));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject json = Asked.json(answer);
    assertThat(json.get("label").getAsString()).isEqualTo("N");
    assertThat(json.getAsJsonObject("probabilities").keySet()).containsExactly("N", "P");
    assertThat(json.getAsJsonObject("verdict").get("alarm").getAsBoolean()).isFalse();
  }

  @Test
  void aPhotographIsAskedAgainByAnotherThreshold() throws Exception {
    HttpResponse<String> first = ask.post("scan?name=wall.png", Walls.png(100, 100));
    JsonObject scan = Asked.json(first);
    String id = scan.get("id").getAsString();

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.headers().firstValue("Location")).contains("/scans/" + id);
    assertThat(scan.get("photo").getAsString()).isEqualTo("wall.png");
    assertThat(scan.getAsJsonArray("regions")).hasSize(1);
    long area = area(scan);
    assertThat(area(Asked.json(ask.get("scans/" + id + "?threshold=0.01")))).isGreaterThan(area);
    assertThat(area(Asked.json(ask.get("scans/" + id + "?threshold=0.99")))).isLessThan(area);
    assertThat(ask.get("scans/" + id + "/overlay").headers().firstValue("Content-Type"))
        .contains("image/jpeg");
  }

  private static long area(JsonObject scan) {
    return scan.getAsJsonArray("regions").get(0).getAsJsonObject().get("area").getAsLong();
  }

  @Test
  void whatWasReadByRowsIsShownAndMarkedByRows() throws Exception {
    // 921,600 pixels of RGBA, of which 857,142 would be decoded as a whole.
    JsonObject scan = Asked.json(ask.post("scan", Walls.tiff(960, 500, 300)));
    String path = "scans/" + scan.get("id").getAsString();

    HttpResponse<String> overlay = ask.get(path + "/overlay");
    HttpResponse<String> mark = ask.post(path + "/marks", mark(scan, "N"));

    assertThat(overlay.statusCode()).isEqualTo(200);
    assertThat(overlay.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(mark.statusCode()).isEqualTo(201);
    assertThat(Asked.json(mark).get("tiles").getAsInt()).isPositive();
  }

  private static byte[] mark(JsonObject scan, String label) {
    return "{\"region\":0,\"threshold\":%s,\"label\":\"%s\"}"
        .formatted(scan.get("threshold"), label)
        .getBytes(UTF_8);
  }

  @Test
  void aMarkIsALineOfTheManifestOnceAndIsTakenBack() throws Exception {
    JsonObject scan = Asked.json(ask.post("scan?name=../../evil", Walls.png(100, 100)));
    String path = "scans/" + scan.get("id").getAsString();
    byte[] mark = mark(scan, "N");

    HttpResponse<String> kept = ask.post(path + "/marks", mark);
    ask.post(path + "/marks", mark);

    assertThat(kept.statusCode()).isEqualTo(201);
    Path manifest = folder.resolve("marks/marks.csv");
    assertThat(Files.readAllLines(manifest).get(0))
        .isEqualTo("path,label,group,mark,x,y,width,height");
    assertThat(Files.readAllLines(manifest).stream().skip(1))
        .hasSize(Asked.json(kept).get("tiles").getAsInt())
        .allSatisfy(line -> assertThat(line).matches("tiles/[0-9a-f]{32}\\.png,N,.*"))
        .allSatisfy(line -> assertThat(folder.resolve("marks/" + line.split(",", 2)[0])).exists());
    String id = Asked.json(kept).get("id").getAsString();
    assertThat(ask.send("DELETE", path + "/marks/" + id, new byte[0]).statusCode()).isEqualTo(204);
    assertThat(Files.readAllLines(manifest)).hasSize(1);
    try (Stream<Path> tiles = Files.list(folder.resolve("marks/tiles"))) {
      assertThat(tiles).isEmpty();
    }
  }

  @Test
  void aRegionThatShowsWhatIsMarkedOtherwiseIsAConflict() throws Exception {
    JsonObject scan = Asked.json(ask.post("scan", Walls.png(100, 100)));
    String path = "scans/" + scan.get("id").getAsString();
    ask.post(path + "/marks", mark(scan, "P"));
    JsonObject other = Asked.json(ask.get(path + "?threshold=0.99")); // smaller, around one peak

    HttpResponse<String> answer = ask.post(path + "/marks", mark(other, "N"));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Asked.detail(answer))
        .isEqualTo("tile is marked already: expected P as the other region's mark has it, found N");
    assertThat(Asked.json(ask.get(path)).getAsJsonArray("marks")).hasSize(1);
  }

  @Test
  void aFolderOfMarksHasOneServiceAndIsReadAgain() throws Exception {
    Path marks = folder.resolve("marks");
    JsonObject scan = Asked.json(ask.post("scan", Walls.png(100, 100)));
    ask.post("scans/" + scan.get("id").getAsString() + "/marks", mark(scan, "P"));

    assertThat(startOn(marks))
        .isEqualTo(
            "folder in use: expected one that no other service writes marks to, found one that does"
                + " (%s)".formatted(marks));
    service.close();
    try (ClassificationService next =
        ClassificationService.builder(Walls.classifier()).tile(64).marks(marks).start()) {
      JsonObject again = Asked.json(new Asked(next.address()).post("scan", Walls.png(100, 100)));
      assertThat(again.getAsJsonArray("marks")).hasSize(1);
    }
  }

  private static String startOn(Path marks) {
    try (ClassificationService other =
        ClassificationService.builder(Walls.classifier()).marks(marks).start()) {
      return "started at " + other.address();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whatIsNoImageIsRefusedInOneLine() throws Exception {
    HttpResponse<String> words = ask.post("classify", "words".getBytes(UTF_8));

    assertThat(words.statusCode()).isEqualTo(415);
    assertThat(words.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(words.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Unsupported Media Type\",\"status\":415,\"detail\":\"not"
                + " an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin"
                + " 77 6f 72 64 (upload)\"}");
  }

  @Test
  void aBrokenImageCannotBeProcessed() throws Exception {
    byte[] whole = Walls.png(0, 0);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);

    assertThat(ask.post("scan", half).statusCode()).isEqualTo(422);
    assertThat(ask.post("classify", half).statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|nowhere|404|nothing here: expected a path of /openapi.json, found another",
        "GET|classify|405|another method: expected POST, found another",
        "POST|healthz|405|another method: expected GET, HEAD, found another",
        "POST|classify|400|nothing to read: expected a file as the body, found 0 bytes",
        "POST|scan?threshold=2|400|bad threshold: expected a probability above 0 and below 1, found 2.0",
        "POST|scan?threshold=x|400|bad threshold: expected a probability above 0 and below 1, found no number",
        "POST|scan?treshold=0.9|400|unknown parameter: expected name or threshold, found 'treshold'",
        "POST|classify?threshold=0.9|400|unknown parameter: expected name, found 'threshold'",
        "GET|model?x%0A|400|unknown parameter: expected none, found 'x '",
        "POST|scan?threshold=0.5&name=x&threshold=0.6|400|parameter twice: expected one threshold, found more",
        "GET|scans/1|404|unknown scan: expected one of the last 32, asked for within 30 minutes, found none"
      })
  void aWrongRequestIsToldWhatIsExpected(String method, String path, int status, String detail)
      throws Exception {
    HttpResponse<String> answer = ask.send(method, path, new byte[0]);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Asked.detail(answer)).isEqualTo(detail);
  }

  @Test
  void whatSaysThatItIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
    HttpResponse<String> answer = ask.post("classify", new byte[100_001]);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Asked.detail(answer))
        .isEqualTo("upload too large: expected at most 100000 bytes, found 100001");
  }

  @Test
  void whatDoesNotSayHowLargeItIsIsReadNoFurtherThanTheLimit() throws Exception {
    try (Socket socket = ask.open()) {
      Asked.say(
          socket,
          "POST /classify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        Asked.say(socket, "c350\r\n" + "x".repeat(50_000) + "\r\n");
      }
      Asked.say(socket, "0\r\n\r\n");

      assertThat(Asked.firstLine(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "wall.example, 200",
    "WALL.example:80, 200",
    "localhost:1, 200",
    "192.168.1.7:8080, 200",
    "[::1]:8080, 200"
  })
  void aNameThatWasNotAllowedIsAnotherSites(String host, int status) throws Exception {
    try (Socket socket = ask.open()) {
      Asked.say(socket, "GET /model HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host));

      assertThat(Asked.firstLine(socket)).startsWith("HTTP/1.1 " + status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example, 403",
    "Origin, null, 403",
    "Sec-Fetch-Site, cross-site, 403",
    "Sec-Fetch-Site, same-site, 403",
    "Sec-Fetch-Site, same-origin, 200"
  })
  void whatAnotherSiteSendsIsRefused(String header, String value, int status) throws Exception {
    HttpResponse<String> answer =
        ask.send("POST", "classify", Walls.png(0, 0), header, String.valueOf(value));

    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"wall.example:8443, 400", "wall.example, 403"})
  void aProxyHandsThePortOnWithTheName(String host, int status) throws Exception {
    try (Socket socket = ask.open()) {
      Asked.say(
          socket,
          "POST /classify HTTP/1.1\r\nHost: %s\r\nOrigin: https://wall.example:8443\r\n\r\n"
              .formatted(host));

      assertThat(Asked.firstLine(socket)).startsWith("HTTP/1.1 " + status); // 400: no body
    }
  }

  @Test
  void aQueryOfNothingIsNone() throws Exception {
    assertThat(ask.get("model?").statusCode()).isEqualTo(200);
    assertThat(ask.post("classify?&name=wall&", Walls.png(0, 0)).statusCode()).isEqualTo(200);
  }

  @Test
  void everyRouteAndParameterIsInTheDescriptionAndTheOtherWayRound() throws Exception {
    JsonObject description =
        JsonParser.parseString(ask.get("openapi.json").body()).getAsJsonObject();
    JsonObject shared = description.getAsJsonObject("components").getAsJsonObject("parameters");
    JsonObject paths = description.getAsJsonObject("paths");
    Set<String> described = new TreeSet<>();
    for (String path : paths.keySet()) {
      JsonObject methods = paths.getAsJsonObject(path);
      for (String method : methods.keySet()) {
        List<String> query = query(methods.getAsJsonObject(method), shared);
        described.add(method.toUpperCase(Locale.ROOT) + " " + path + " " + query);
      }
    }

    assertThat(service.routes().stream())
        .map(route -> route.method() + " " + route.path() + " " + route.parameters())
        .containsExactlyInAnyOrderElementsOf(described);
  }

  /** Names of the parameters that a query may have. */
  private static List<String> query(JsonObject method, JsonObject shared) {
    List<String> names = new ArrayList<>();
    JsonArray parameters =
        method.has("parameters") ? method.getAsJsonArray("parameters") : new JsonArray();
    for (JsonElement each : parameters) {
      JsonObject parameter = each.getAsJsonObject();
      if (parameter.has("$ref")) {
        String name = parameter.get("$ref").getAsString().replaceFirst(".*/", "");
        parameter = shared.getAsJsonObject(name);
      }
      if (parameter.get("in").getAsString().equals("query")) {
        names.add(parameter.get("name").getAsString());
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://x/", "x:80", "a b", "", "-x", "a..b", "wall.example/", "*.example", "::1"})
  void whatIsNoNameOfAHostIsNotAllowedAsOne(String name) {
    assertThatThrownBy(() -> ClassificationService.builder(Walls.classifier()).allowHost(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad host: expected a name without scheme, port and path, found '%s'".formatted(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wall", "my_wall.Example.com.", "xn--wgv71a119e.jp", "10.0.0.1", "[::1]"})
  void namesOfHostsMayBeAllowed(String name) {
    ClassificationService.builder(Walls.classifier()).allowHost(name);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2_147_483_640L})
  void anUploadThatFitsIntoNoArrayIsNoLimit(long bytes) {
    assertThatThrownBy(() -> ClassificationService.builder(Walls.classifier()).largestUpload(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad upload: expected 1 to 2147483639 bytes, found " + bytes);
    ClassificationService.builder(Walls.classifier()).largestUpload(2_147_483_639);
  }

  @Test
  void thePageSpeaksTwoLanguagesAndLoadsNothingFromElsewhere() throws Exception {
    HttpResponse<String> english = ask.get("");
    HttpResponse<String> japanese =
        ask.send("GET", "", new byte[0], "Accept-Language", "ja,en;q=0.5");

    assertThat(english.body())
        .contains("<html lang=\"en\">")
        .doesNotContain("{{", "http:", "https:");
    assertThat(japanese.body()).contains("<html lang=\"ja\">", "写真をここにドロップ").doesNotContain("{{");
    assertThat(ask.get("?lang=ja").body()).isEqualTo(japanese.body());
    assertThat(english.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'");
  }

  @Test
  void aKeptScanIsItsFileAndTwoNumbersAndABitOfEachCell() throws Exception {
    byte[] photo = Walls.png(0, 0);

    ask.post("scan", photo);

    int cells = 50 * 50; // of 4 pixels, a sixteenth of a tile
    assertThat(ask.get("metrics").body())
        .contains("hibi_scans_kept_bytes %d\n".formatted(photo.length + (cells * 65 + 7) / 8));
  }

  @Test
  void metricsCountWhatWasAnswered() throws Exception {
    ask.post("classify", Walls.png(0, 0));
    ask.post("classify", new byte[1]);
    String text = ask.get("metrics").body();

    assertThat(text)
        .contains(
            "hibi_requests_total{route=\"/classify\",method=\"POST\",status=\"200\"} 1\n",
            "hibi_requests_total{route=\"/classify\",method=\"POST\",status=\"415\"} 1\n",
            "hibi_request_seconds_bucket{route=\"/classify\",le=\"+Inf\"} 2\n",
            "# TYPE hibi_images_total counter\nhibi_images_total 1\n");
    assertThat(text.lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) .*|\\w+(\\{[^}]*})? [0-9.E-]+"));
  }
}
