package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server that files lie on: S3, with addresses whose query is the right to use them. No token
 * goes there, and no query into a message. Each method is one attempt. Thread-safe.
 */
final class ObjectStorage {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,64})</Code>");

  /** Of an answer that has to come whole within the time that nothing may move. */
  private static final Move UNMEASURED =
      new Move() {
        @Override
        public long moved() {
          return 0;
        }

        @Override
        public Optional<IOException> fileTrouble() {
          return Optional.empty();
        }

        @Override
        public void tick() {}
      };

  private final KamonohashiClient client;
  private final HttpClient http;
  private final RetryPolicy retries;
  private final Duration stall;

  private ObjectStorage(KamonohashiClient client) {
    this.client = client;
    this.http = client.http();
    this.retries = client.retries();
    this.stall = client.timeout();
  }

  /**
   * The storage of a platform, reached as the platform is; nothing may stand still for longer than
   * the client's time-out.
   */
  static ObjectStorage of(KamonohashiClient client) {
    return new ObjectStorage(client);
  }

  /** Of who repeats what has failed. */
  RetryPolicy retries() {
    return retries;
  }

  /**
   * Sends a part of a file.
   *
   * @return what the storage calls it
   * @throws IOException if the file cannot be read
   * @throws KamonohashiException.Damaged if what the storage calls it is not what was sent
   */
  String put(URI address, FilePart part) throws IOException {
    HttpRequest request =
        client
            .request(address)
            .header("Content-Type", "application/x-www-form-urlencoded") // which was signed
            .PUT(part.publisher())
            .build();
    HttpResponse<String> answer = move(request, info -> new TextHead(), part);
    if (answer.statusCode() / 100 != 2) {
      throw refused(answer, answer.body());
    }
    String tag =
        answer
            .headers()
            .firstValue("ETag")
            .orElseThrow(
                () ->
                    new KamonohashiException.Malformed(
                        "expected a header ETag, found none",
                        "PUT",
                        StorageAddress.plain(address)));
    Optional<ContentTag> content = ContentTag.of(answer.headers()).filter(of -> of.parts() == 0);
    String sent = part.digest();
    if (content.isPresent() && !content.get().digest().equals(sent)) {
      throw new KamonohashiException.Damaged(
          sent, content.get().digest(), "PUT", StorageAddress.plain(address));
    }
    return tag;
  }

  /**
   * Fetches a range of a file. What has arrived of it stands in the fetch, also if it fails.
   *
   * @throws IOException if the file cannot be written
   * @throws FileChanged if it is not what it was expected to be
   */
  void get(Fetch fetch) throws IOException {
    HttpRequest request =
        client.request(fetch.address()).header("Range", fetch.range()).GET().build();
    HttpResponse<String> answer = move(request, fetch, fetch);
    if (answer.statusCode() / 100 != 2 && !fetch.isEmpty(answer)) {
      throw refused(answer, answer.body());
    }
    fetch.check();
  }

  /**
   * Reads a few bytes of a file, which may be growing.
   *
   * @param from first byte
   * @param most bytes
   */
  FileExcerpt excerpt(URI address, long from, int most) {
    HttpRequest request =
        client
            .request(address)
            .header("Range", "bytes=%d-%d".formatted(from, from + most - 1))
            .GET()
            .build();
    HttpResponse<byte[]> answer =
        send(request, HttpResponse.BodyHandlers.ofByteArray(), UNMEASURED);
    if (answer.statusCode() / 100 != 2 && answer.statusCode() != 416) {
      throw refused(answer, new String(answer.body(), StandardCharsets.UTF_8));
    }
    return FileExcerpt.of(answer, from, most);
  }

  /** Says rather what was wrong with the file, where that is why the storage did not answer. */
  private HttpResponse<String> move(
      HttpRequest request, HttpResponse.BodyHandler<String> handler, Move move) throws IOException {
    try {
      return send(request, handler, move);
    } catch (KamonohashiException.Transport e) {
      throw move.fileTrouble().orElseThrow(() -> e);
    }
  }

  private <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler, Move move) {
    CompletableFuture<HttpResponse<T>> exchange = http.sendAsync(request, handler);
    try {
      return await(exchange, request, move);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw KamonohashiException.Transport.of(
          cause,
          request.uri(),
          http.proxy(),
          request.method(),
          StorageAddress.plain(request.uri()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer(request, "an interrupt", e);
    } finally {
      exchange.cancel(true); // nothing, if it has ended
    }
  }

  private <T> HttpResponse<T> await(
      CompletableFuture<HttpResponse<T>> exchange, HttpRequest request, Move move)
      throws ExecutionException, InterruptedException {
    long moved = move.moved();
    long since = System.nanoTime();
    while (true) {
      try {
        return exchange.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        move.tick();
        if (move.moved() != moved) {
          moved = move.moved();
          since = System.nanoTime();
        } else if (System.nanoTime() - since > stall.toNanos()) {
          throw noAnswer(request, "none for " + stall.toSeconds() + " s", e);
        }
      }
    }
  }

  private static KamonohashiException noAnswer(HttpRequest request, String what, Throwable cause) {
    return new KamonohashiException.Transport(
        what, request.method(), StorageAddress.plain(request.uri()), cause);
  }

  private static KamonohashiException refused(HttpResponse<?> answer, String body) {
    Matcher code = CODE.matcher(body);
    return new KamonohashiException.Storage(
        answer, code.find() ? code.group(1) : "", StorageAddress.plain(answer.request().uri()));
  }
}
