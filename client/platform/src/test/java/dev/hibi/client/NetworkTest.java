package dev.hibi.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies, authorities, and what happens when nobody answers. */
@Timeout(120)
final class NetworkTest {
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("me:planted:p@ß".getBytes(UTF_8));

  private final ScriptedServer server = new ScriptedServer();
  private final RecordingProxy proxy;
  @TempDir private Path folder;

  NetworkTest() throws IOException {
    proxy = new RecordingProxy(BASIC);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    proxy.close();
  }

  @Test
  void theProxyIsToldItsPasswordAtOnceAndNobodyElseIs() throws Exception {
    server.answer(200, "[]").answer(200, "{}").answer(200, "a file");
    URI address = proxy.address("me:planted%3Ap%40%C3%9F");
    KamonohashiClient client = server.client().proxy(address).build();

    client.data().tags();
    client.data().deleteUnusedTags();
    HttpResponse<String> file =
        client
            .http()
            .send(
                client.request(server.address().resolve("/storage/x?Signature=s")).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(file.body()).isEqualTo("a file");
    assertThat(proxy.heads()).hasSize(3).allMatch(head -> head.contains(BASIC));
    assertThat(proxy.heads().get(2)).doesNotContain("secret-token");
    assertThat(proxy.behind()).hasSize(3).noneMatch(head -> head.contains("Proxy-Auth"));
  }

  @Test
  void aProxyThatLetsNobodyThroughIsNamedAsSuch() {
    KamonohashiClient client = server.client().proxy(proxy.address("me:wrong-planted")).build();

    assertThatThrownBy(() -> client.data().tags())
        .isInstanceOf(KamonohashiException.OtherStatus.class)
        .hasMessage(
            "not let through by the proxy: expected success, found status 407"
                + " (GET /api/v2/data/datatags)");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aProxyThatIsNotReachedIsNamed() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    KamonohashiClient client =
        server
            .client()
            .proxy(URI.create("http://me:planted@127.0.0.1:" + port))
            .retries(RetryPolicy.NONE)
            .build();

    assertThatThrownBy(() -> client.data().tags())
        .isInstanceOf(KamonohashiException.Transport.class)
        .hasMessage(
            "no answer of the proxy 127.0.0.1:%d before %s: expected one, found a refused"
                + " connection (GET /api/v2/data/datatags)",
            port, server.address().getAuthority());
    KamonohashiClient lost =
        server
            .client()
            .proxy(URI.create("http://proxy.invalid:3128"))
            .retries(RetryPolicy.NONE)
            .build();
    assertThatThrownBy(() -> lost.data().tags())
        .hasMessage(
            "no answer of the proxy proxy.invalid:3128 before %s: expected one, found an unknown"
                + " host (GET /api/v2/data/datatags)",
            server.address().getAuthority());
  }

  @Test
  void aServerWithoutTlsIsToldAtOnceAndAskedOnce() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      AtomicInteger asked = new AtomicInteger();
      Thread answering =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (Socket socket = plain.accept()) {
                      asked.incrementAndGet();
                      socket.getInputStream().read();
                      socket
                          .getOutputStream()
                          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    }
                  }
                } catch (IOException e) {
                  // closed
                }
              });
      answering.start();
      KamonohashiClient client =
          KamonohashiClient.builder(URI.create("https://127.0.0.1:" + plain.getLocalPort()))
              .token("t")
              .build();

      assertThatThrownBy(() -> client.data().tags())
          .isInstanceOf(KamonohashiException.Transport.class)
          .hasMessage(
              "no answer of 127.0.0.1:%d: expected one, found one without TLS, as of a server at"
                  + " http:// instead of https:// (GET /api/v2/data/datatags)",
              plain.getLocalPort())
          .matches(failure -> !((KamonohashiException) failure).mayBeDone());
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aPasswordThatJavaWouldLeaveOutIsRefusedAloud() {
    KamonohashiClient.Builder builder =
        KamonohashiClient.builder(URI.create("https://kamonohashi")).token("t");

    assertThatThrownBy(() -> builder.proxy(URI.create("http://me:planted@proxy:3128")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad proxy: expected one without a password before an https server, or the system"
                + " property jdk.http.auth.tunneling.disabledSchemes without 'Basic', found a"
                + " password (proxy:3128)");
    assertThat(builder.proxy(URI.create("http://proxy:3128")).build()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:planted@proxy, 'https', a host",
    "socks5://proxy:1080, 'socks5', a host",
    "proxy:3128, 'proxy', without host"
  })
  void whatIsNoProxyIsRefusedWithoutItsText(String address, String scheme, String host) {
    assertThatThrownBy(() -> server.client().proxy(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad proxy: expected an http address, found one with scheme '%s' and %s", scheme, host);
  }

  @Test
  void anAuthorityOfOnesOwnIsTrustedAlsoThroughATunnelWithAPassword() throws Exception {
    Path pem = certificate();
    HttpsServer https = https();
    try {
      URI address = URI.create("https://127.0.0.1:" + https.getAddress().getPort());
      KamonohashiClient.Builder builder = KamonohashiClient.builder(address).token("t");
      KamonohashiClient stranger = builder.retries(RetryPolicy.NONE).build();
      assertThatThrownBy(() -> stranger.version().get())
          .isInstanceOf(KamonohashiException.Transport.class)
          .hasMessageContaining("PKIX");

      assertThat(builder.caFile(pem).build().version().get().version()).isEqualTo("5");

      assertThat(tunnelled(address, proxy.address("me:planted%3Ap%40%C3%9F"), pem))
          .isEqualTo("version 5");
      assertThat(proxy.heads()).hasSize(1).first().asString().startsWith("CONNECT 127.0.0.1:");
    } finally {
      https.stop(0);
    }
  }

  @Test
  void theConfigurationsProxyAndAuthoritiesAreUsed() throws Exception {
    server.answer(200, "[]");
    Path pem = certificate();
    KqiConfig config =
        KqiConfig.of(server.address(), "t")
            .proxy(proxy.address("me:planted%3Ap%40%C3%9F"))
            .caFile(pem);

    KamonohashiClient.from(config).build().data().tags();

    assertThat(proxy.heads()).hasSize(1);
    assertThat(config.withoutNetwork().proxy()).isEmpty();
    assertThat(config.withoutNetwork().caFile()).isEmpty();
    Path bad = Files.writeString(folder.resolve("bad.pem"), "no certificate");
    assertThatThrownBy(() -> KamonohashiClient.from(config.caFile(bad)))
        .isInstanceOf(IOException.class)
        .hasMessage("bad CA file: expected certificates in PEM, found none (%s)", bad);
  }

  @Test
  void whoDoesNotAnswerIsToldWithHostAndPort() throws Exception {
    int port = closedPort();
    KamonohashiClient client =
        KamonohashiClient.builder(URI.create("http://127.0.0.1:" + port))
            .token("t")
            .retries(RetryPolicy.NONE)
            .build();

    assertThatThrownBy(() -> client.data().tags())
        .hasMessage(
            "no answer of 127.0.0.1:%d: expected one, found a refused connection"
                + " (GET /api/v2/data/datatags)",
            port);
    KamonohashiClient unknown =
        KamonohashiClient.builder(URI.create("http://no-such-host.invalid:81"))
            .token("t")
            .retries(RetryPolicy.NONE)
            .build();
    assertThatThrownBy(() -> unknown.data().tags())
        .hasMessage(
            "no answer of no-such-host.invalid:81: expected one, found an unknown host"
                + " (GET /api/v2/data/datatags)");
  }

  @Test
  void aChangeIsMadeAgainWhereItWasNotTakenUp() {
    server
        .answer(429, "", Map.of("Retry-After", "0"))
        .answer(503, "", Map.of("Retry-After", "0"))
        .answer(200, "");

    server.client().build().data().delete(5);

    assertThat(server.requests()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"429", "503", "500", "408", "0"})
  void aChangeThatMayHaveBeenMadeIsNotMadeAgain(int status) {
    server.answer(status, "").answer(200, "");

    assertThatThrownBy(() -> server.client().build().data().delete(5))
        .isInstanceOf(KamonohashiException.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aChangeWaitsForAServerThatIsNotThereYet() throws Exception {
    int port = closedPort();
    KamonohashiClient client =
        KamonohashiClient.builder(URI.create("http://127.0.0.1:" + port))
            .token("t")
            .retries(
                new RetryPolicy(
                    100, java.time.Duration.ofMillis(50), java.time.Duration.ofMillis(50)))
            .build();
    Thread later =
        new Thread(
            () -> {
              try (ServerSocket socket =
                  new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
                try (var connection = socket.accept()) {
                  connection
                      .getOutputStream()
                      .write("HTTP/1.1 204 None\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
                  connection.getInputStream().readAllBytes();
                }
              } catch (IOException e) {
                // the assertion below tells
              }
            });
    later.setDaemon(true);
    later.start();

    client.data().delete(5);

    later.join();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path certificate() throws Exception {
    Path keys = folder.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-dname",
        "CN=own",
        "-ext",
        "san=ip:127.0.0.1",
        "-keystore",
        keys.toString(),
        "-storepass",
        "changeit");
    Path pem = folder.resolve("own.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "k",
        "-keystore",
        keys.toString(),
        "-storepass",
        "changeit",
        "-file",
        pem.toString());
    return pem;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private HttpsServer https() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.createContext(
        "/",
        exchange -> {
          byte[] answer = "{\"version\":\"5\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    https.start();
    return https;
  }

  /** In a virtual machine that tells passwords to proxies before https servers. */
  private static String tunnelled(URI server, URI through, Path pem) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.http.auth.tunneling.disabledSchemes=",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkTest.class.getName(),
                server.toString(),
                through.toString(),
                pem.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said.strip();
  }

  /** Asks a server, through a proxy, for its version. */
  public static void main(String... arguments) throws IOException {
    KamonohashiClient client =
        KamonohashiClient.builder(URI.create(arguments[0]))
            .token("t")
            .proxy(URI.create(arguments[1]))
            .caFile(Path.of(arguments[2]))
            .build();
    System.out.println("version " + client.version().get().version());
  }
}
