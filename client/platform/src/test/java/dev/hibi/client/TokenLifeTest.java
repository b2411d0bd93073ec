package dev.hibi.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a token serves, and what happens when it does not any more. */
@Timeout(60)
final class TokenLifeTest {
  private static final Duration LIFE = Duration.ofDays(10);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1); // it may run over
  private final AtomicInteger lastToken = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket socket;

  /** The server's clock is this much ahead of this machine's. */
  private volatile Duration ahead = Duration.ZERO;

  /** Tokens before this one are not valid; nor is any, then, that has no number. */
  private volatile int firstValid;

  private volatile int loginStatus = 200;

  /** No token is given any more. */
  private volatile boolean silent;

  TokenLifeTest() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(longs = {-30, 0, 30})
  void aLoginIsRenewedByTheTokensOwnLifeWhateverTheClock(long days) {
    ahead = Duration.ofDays(days);
    KamonohashiClient client = login().build();

    client.data().tags();
    pass(Duration.ofDays(7));
    client.data().tags();
    assertThat(requests).containsExactly("POST login", "GET datatags t1", "GET datatags t1");
    pass(Duration.ofDays(2));
    client.data().tags();
    client.data().tags();

    assertThat(requests.subList(3, requests.size()))
        .containsExactly("GET account t1", "POST token t1", "GET datatags t2", "GET datatags t2");
  }

  @ParameterizedTest
  @ValueSource(longs = {-30, 0, 30})
  void ofATokenThatIsThereTheServersDatesTellTheAge(long days) {
    ahead = Duration.ofDays(days);
    String old = issue(Duration.ofDays(7));
    KamonohashiClient client = builder().token(old).build();

    client.data().tags();
    pass(Duration.ofHours(12));
    client.data().tags();
    pass(Duration.ofDays(1));
    client.data().tags();

    assertThat(requests)
        .containsExactly(
            "GET datatags t1",
            "GET datatags t1",
            "GET account t1",
            "POST token t1",
            "GET datatags t2");
  }

  @Test
  void aTokenThatIsRefusedIsReplacedByANewLoginAndTheCallWorks() {
    KamonohashiClient client = login().build();
    client.data().tags();

    forgetKey();
    client.data().deleteUnusedTags();

    assertThat(requests)
        .containsExactly(
            "POST login",
            "GET datatags t1",
            "DELETE datatags t1",
            "POST login",
            "DELETE datatags t2");
  }

  @Test
  void whoeverIsRefusedWithTheNewTokenTooIsNotLoggedInAThirdTime() {
    KamonohashiClient client = login().build();
    client.data().tags();
    firstValid = 100; // a login gives tokens, but they are not valid

    assertThatThrownBy(() -> client.data().tags())
        .isInstanceOf(KamonohashiException.Unauthorized.class)
        .hasMessage(
            "not logged in: expected a valid token, found status 401 (GET /api/v2/data/datatags)");
    assertThat(requests)
        .containsExactly(
            "POST login", "GET datatags t1", "GET datatags t1", "POST login", "GET datatags t2");
  }

  @Test
  void aTokenWithoutCredentialsIsRefusedForGood() {
    KamonohashiClient client = builder().token("given").build();
    forgetKey();

    assertThatThrownBy(() -> client.data().tags())
        .isInstanceOf(KamonohashiException.Unauthorized.class);
    assertThat(requests).containsExactly("GET datatags given");
  }

  @Test
  void eightThreadsThatAreRefusedAtOnceLogInOnce() throws Exception {
    KamonohashiClient client = login().build();
    client.data().tags();
    forgetKey();
    requests.clear();

    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(threads.submit(() -> client.data().tags()));
    }
    for (Future<?> call : calls) {
      call.get();
    }

    assertThat(requests).filteredOn("POST login"::equals).hasSize(1);
    assertThat(requests).filteredOn("GET datatags t2"::equals).hasSize(8);
  }

  @Test
  void aClientOfAnotherTenantComesByANewTokenThroughTheFirst() {
    KamonohashiClient client = login().build();
    KamonohashiClient other = client.forTenant(3);
    other.data().tags();
    forgetKey();
    requests.clear();

    other.data().tags();

    assertThat(requests)
        .containsExactly(
            "GET datatags t2", "POST token t1", "POST login", "POST token t3", "GET datatags t4");
  }

  @Test
  void aRenewalThatFailsIsNotTriedAgainAtEachCall() {
    String old = issue(Duration.ofDays(9));
    KamonohashiClient client = builder().token(old).retries(RetryPolicy.NONE).build();
    client.data().tags();
    silent = true;
    requests.clear();

    client.data().tags();
    client.data().tags();

    assertThat(requests)
        .containsExactly("GET account t1", "POST token t1", "GET datatags t1", "GET datatags t1");
  }

  @Test
  void aPasswordThatIsWrongNowIsSaidAndNotTriedAgainByTheCall() {
    KamonohashiClient client = login().build();
    client.data().tags();
    forgetKey();
    loginStatus = 400;
    requests.clear();

    assertThatThrownBy(() -> client.data().tags())
        .isInstanceOf(KamonohashiException.BadRequest.class)
        .hasMessageNotContaining("planted");
    assertThat(requests).containsExactly("GET datatags t1", "POST login");
  }

  private KamonohashiClient.Builder builder() {
    URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    return KamonohashiClient.builder(uri).nanoTime(nanoTime::get);
  }

  private KamonohashiClient.Builder login() {
    return builder().login("u", "planted-password");
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  /** The server signs by another key from now on. */
  private void forgetKey() {
    firstValid = lastToken.get() + 1;
  }

  /** A token of an age. */
  private String issue(Duration age) {
    long issued = Instant.now().plus(ahead).minus(age).getEpochSecond();
    String claims =
        "{\"jti\":\"t%d\",\"iat\":%d,\"exp\":%d}"
            .formatted(lastToken.incrementAndGet(), issued, issued + LIFE.toSeconds());
    byte[] bytes = claims.getBytes(StandardCharsets.UTF_8);
    return "h." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".s";
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** One call; the JDK's own server would tell its own time. */
  private void serve(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      String[] line = in.readLine().split(" ", -1);
      String token = "";
      int length = 0;
      for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
        String[] sides = header.split(": ", 2);
        if (sides[0].equalsIgnoreCase("Authorization")) {
          token = name(sides[1].substring("Bearer ".length()));
        } else if (sides[0].equalsIgnoreCase("Content-Length")) {
          length = Integer.parseInt(sides[1]);
        }
      }
      for (int i = 0; i < length; i++) {
        in.read();
      }
      String path = line[1].replaceAll(".*/", "");
      requests.add((line[0] + " " + path + " " + token).strip());
      String status = status(path, token);
      String answer =
          "HTTP/1.1 %s\r\nDate: %s\r\nConnection: close\r\nContent-Length: %s"
              .formatted(status, DATE.format(Instant.now().plus(ahead)), body(path, status));
      client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String status(String path, String token) {
    if (path.equals("login")) {
      return loginStatus + " Planted";
    }
    int number = token.matches("t[0-9]+") ? Integer.parseInt(token.substring(1)) : 0;
    boolean gone = path.equals("token") && silent;
    return gone ? "400 Planted" : number >= firstValid ? "200 OK" : "401 Planted";
  }

  /** The length, an empty line and the body. */
  private String body(String path, String status) {
    String body =
        switch (path) {
          case "login", "token" ->
              !status.startsWith("200") ? "" : "{\"token\":\"" + issue(Duration.ZERO) + "\"}";
          case "account" -> "{\"selectedTenant\":{\"id\":5}}";
          default -> "[]";
        };
    return body.length() + "\r\n\r\n" + body;
  }

  /** What a token calls itself. */
  private static String name(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return token;
    }
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    return claims.replaceAll(".*\"jti\":\"([^\"]*)\".*", "$1");
  }
}
