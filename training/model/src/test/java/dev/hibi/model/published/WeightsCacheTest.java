package dev.hibi.model.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ProcessLock;
import dev.hibi.Sha256;
import dev.hibi.model.Backbone;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsCacheTest {
  private static final Download.Patience SHORT =
      new Download.Patience(Duration.ofSeconds(20), Duration.ofMillis(1), 3);
  private static final byte[] CONTENT = content();
  private static final PublishedWeights WEIGHTS =
      new PublishedWeights("toy-" + Sha256.of(CONTENT).substring(0, 8) + ".pth");

  @TempDir Path folder;

  private static byte[] content() {
    byte[] content = new byte[1_000_000];
    new SplittableRandom(1).nextBytes(content);
    return content;
  }

  @Test
  void aFileIsFetchedOnceAndThenTakenFromTheFolder() throws IOException {
    List<URI> fetched = new ArrayList<>();
    Path caches = folder.resolve("deep/caches");
    try (FileServer server = new FileServer(CONTENT)) {
      WeightsCache cache =
          WeightsCache.builder(caches).source(server.address()).onFetch(fetched::add).build();

      Path file = cache.fetch(WEIGHTS);

      assertThat(file).isEqualTo(caches.resolve(WEIGHTS.fileName())).hasBinaryContent(CONTENT);
      assertThat(cache.fetch(WEIGHTS)).isEqualTo(file);
      assertThat(server.ranges()).containsExactly("/models/" + WEIGHTS.fileName());
      assertThat(fetched).containsExactly(URI.create(server.address() + "/" + WEIGHTS.fileName()));
    }
    assertThat(names(caches)).containsExactly("." + WEIGHTS + ".lock", WEIGHTS.fileName());
  }

  @Test
  void aDownloadWhoseConnectionsAreKilledGoesOnWhereItWas() throws IOException {
    try (FileServer server = new FileServer(CONTENT).breakAfter(300_000)) {
      assertThat(cache(server).fetch(WEIGHTS)).hasBinaryContent(CONTENT);

      assertThat(server.ranges()).hasSizeGreaterThanOrEqualTo(4);
      assertThat(server.ranges().subList(1, server.ranges().size()))
          .allMatch(range -> range.startsWith("bytes="));
    }
  }

  @Test
  void aLaterProcessGoesOnWhereAnEarlierOneWas() throws IOException {
    Files.write(part(), Arrays.copyOf(CONTENT, 400_000));
    try (FileServer server = new FileServer(CONTENT)) {
      assertThat(cache(server).fetch(WEIGHTS)).hasBinaryContent(CONTENT);

      assertThat(server.ranges()).containsExactly("bytes=400000-");
    }
  }

  @Test
  void whatIsThereAlreadyButForTheMoveIsNotFetchedAgain() throws IOException {
    Files.write(part(), CONTENT);
    try (FileServer server = new FileServer(CONTENT)) {
      assertThat(cache(server).fetch(WEIGHTS)).hasBinaryContent(CONTENT);

      assertThat(server.ranges()).containsExactly("bytes=1000000-");
    }
  }

  @Test
  void aServerWithoutRangesSendsItWholeAgain() throws IOException {
    Files.write(part(), new byte[400_000]);
    try (FileServer server = new FileServer(CONTENT).withoutRanges()) {
      assertThat(cache(server).fetch(WEIGHTS)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aFileOfAnotherDigestIsRefusedAndRemoved() throws IOException {
    byte[] other = new byte[1_000];
    try (FileServer server = new FileServer(other)) {
      assertThatThrownBy(() -> cache(server).fetch(WEIGHTS))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "bad weights: expected a SHA-256 that begins with %s, found %s (%s/%s, removed)",
              WEIGHTS.digestHead(), Sha256.of(other), server.address(), WEIGHTS);
    }
    assertThat(names(folder)).containsExactly("." + WEIGHTS + ".lock");
  }

  @Test
  void aFileThatWasDamagedInTheFolderIsFetchedAgain() throws IOException {
    byte[] damaged = CONTENT.clone();
    damaged[500_000]++;
    Files.write(folder.resolve(WEIGHTS.fileName()), damaged);
    try (FileServer server = new FileServer(CONTENT)) {
      assertThat(cache(server).fetch(WEIGHTS)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aServerThatHasItNotIsToldAndAskedOnce() throws IOException {
    try (FileServer server = new FileServer(CONTENT).status(404)) {
      assertThatThrownBy(() -> cache(server).fetch(WEIGHTS))
          .isInstanceOf(IOException.class)
          .hasMessage(cannotFetch(server.address().toString(), "HTTP 404"));
      assertThat(server.ranges()).hasSize(1);
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAFewTimes() throws IOException {
    try (FileServer server = new FileServer(CONTENT).status(503)) {
      assertThatThrownBy(() -> cache(server).fetch(WEIGHTS))
          .isInstanceOf(IOException.class)
          .hasMessage(cannotFetch(server.address().toString(), "HTTP 503"));
      assertThat(server.ranges()).hasSize(3);
    }
  }

  @Test
  void withoutAConnectionTheWayOutIsTold() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String source = "http://localhost:" + port;

    assertThatThrownBy(() -> cache(URI.create(source + "/")).fetch(WEIGHTS))
        .isInstanceOf(IOException.class)
        .hasMessage(cannotFetch(source, "no connection"));
    assertThatThrownBy(() -> cache(URI.create("https://weights.invalid")).fetch(WEIGHTS))
        .isInstanceOf(IOException.class)
        .hasMessage(cannotFetch("https://weights.invalid", "no such host"));
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String source = "http://localhost:" + socket.getLocalPort();
      WeightsCache cache =
          WeightsCache.builder(folder)
              .source(URI.create(source))
              .patience(new Download.Patience(Duration.ofMillis(200), Duration.ofMillis(1), 2))
              .build();

      assertThatThrownBy(() -> cache.fetch(WEIGHTS))
          .isInstanceOf(IOException.class)
          .hasMessage(cannotFetch(source, "request timed out"));
    }
  }

  @Test
  void aServerThatFallsSilentInTheMiddleIsAskedForTheRest() throws Exception {
    try (FileServer server = new FileServer(CONTENT).silentAfter(300_000)) {
      WeightsCache cache =
          WeightsCache.builder(folder)
              .source(server.address())
              .patience(new Download.Patience(Duration.ofMillis(300), Duration.ofMillis(1), 3))
              .build();

      assertThat(cache.fetch(WEIGHTS)).hasBinaryContent(CONTENT);
      assertThat(server.ranges()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void whoeverAsksWhileAnotherFetchesWaitsForIt() throws Exception {
    Path target = folder.resolve(WEIGHTS.fileName());
    try (FileServer server = new FileServer(CONTENT)) {
      CompletableFuture<Path> asked;
      try (ProcessLock other =
          ProcessLock.take(folder.resolve("." + WEIGHTS + ".lock")).orElseThrow()) {
        asked =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return cache(server).fetch(WEIGHTS);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        assertThat(other).isNotNull();
        Files.write(target, CONTENT);
      }

      assertThat(asked.get()).isEqualTo(target);
      assertThat(server.ranges()).isEmpty();
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    try (FileServer server = new FileServer(CONTENT);
        ProcessLock other =
            ProcessLock.take(folder.resolve("." + WEIGHTS + ".lock")).orElseThrow()) {
      assertThat(other).isNotNull();
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> cache(server).fetch(WEIGHTS))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted: fetching weights");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    assertThatThrownBy(() -> WeightsCache.builder(Map.of("HIBI_WEIGHTS_URL", "ftp://a/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad source of weights: expected http://HOST/ or https://HOST/, found 'ftp://a/'");
    assertThatThrownBy(() -> WeightsCache.builder(Map.of("HIBI_WEIGHTS_URL", "a b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad HIBI_WEIGHTS_URL: expected an address, found 'a b'");
  }

  @Test
  void theFolderIsTheSystemsOrTheVariables() {
    Path home = Path.of("/home/a");
    assertThat(CacheFolder.of(Map.of(), "Linux", home)).isEqualTo(home.resolve(".cache/hibi"));
    assertThat(CacheFolder.of(Map.of(), "Mac OS X", home))
        .isEqualTo(home.resolve("Library/Caches/hibi"));
    assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", "/local"), "Windows 11", home))
        .isEqualTo(Path.of("/local/hibi"));
    assertThat(CacheFolder.of(Map.of("HOME", "/b", "XDG_CACHE_HOME", "x"), "Linux", home))
        .isEqualTo(Path.of("/b/.cache/hibi"));
    Map<String, String> both = Map.of("XDG_CACHE_HOME", "/x", "HIBI_CACHE", "/h");
    assertThat(CacheFolder.of(both, "Linux", home)).isEqualTo(Path.of("/h"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), "Linux", home))
        .isEqualTo(Path.of("/x/hibi"));
    assertThat(WeightsCache.builder(both).build().path(PublishedWeights.of(Backbone.RESNET34)))
        .isEqualTo(Path.of("/h/weights/resnet34-b627a593.pth").toAbsolutePath());
  }

  @Test
  void eachNetworkOfTorchvisionHasItsFile() {
    assertThat(Stream.of("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"))
        .extracting(name -> PublishedWeights.of(Backbone.of(name)).fileName())
        .containsExactly(
            "resnet18-f37072fd.pth",
            "resnet34-b627a593.pth",
            "resnet50-0676ba61.pth",
            "resnet101-63fe2227.pth",
            "resnet152-394f9c45.pth");
    assertThatThrownBy(() -> PublishedWeights.of(Backbone.RESNET50_V1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no weights are published for resnet50-v1: expected one of resnet18, resnet34,"
                + " resnet50, resnet101, resnet152, or a file of weights");
  }

  private String cannotFetch(String source, String found) {
    return "cannot fetch weights: expected %s/%s, found %s (fetch it by other means as %s, or give a"
            .formatted(source, WEIGHTS, found, folder.resolve(WEIGHTS.fileName()))
        + " file of weights: --weights FILE)";
  }

  private Path part() {
    return folder.resolve("." + WEIGHTS + ".part");
  }

  private WeightsCache cache(FileServer server) {
    return cache(server.address());
  }

  private WeightsCache cache(URI source) {
    return WeightsCache.builder(folder).source(source).patience(SHORT).build();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
