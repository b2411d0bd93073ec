package dev.hibi.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
  private static final Pattern EXPIRES = Pattern.compile("(?:^|&)Expires=([0-9]{1,15})(?:&|$)");

  private final HttpClient http;
  private final RetryPolicy retries;
  private final Duration stall;
  private final String userAgent;

  /**
   * A storage.
   *
   * @param stall how long nothing may move
   */
  ObjectStorage(HttpClient http, RetryPolicy retries, Duration stall, String userAgent) {
    this.http = http;
    this.retries = retries;
    this.stall = stall;
    this.userAgent = userAgent;
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
   */
  String put(URI address, FilePart part) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("User-Agent", userAgent)
            .header("Content-Type", "application/x-www-form-urlencoded") // which was signed
            .PUT(part.publisher())
            .build();
    HttpResponse<String> answer = send(request, info -> new TextHead(), part);
    if (answer.statusCode() / 100 != 2) {
      throw refused(request, answer.statusCode(), answer.headers(), answer.body());
    }
    return answer
        .headers()
        .firstValue("ETag")
        .orElseThrow(
            () ->
                new KamonohashiException.Malformed(
                    "expected a header ETag, found none", "PUT", plain(address)));
  }

  /**
   * Fetches a range of a file. What has arrived of it stands in the fetch, also if it fails.
   *
   * @throws IOException if the file cannot be written
   * @throws Fetch.Changed if it is not what it was expected to be
   */
  void get(Fetch fetch) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(fetch.address())
            .header("User-Agent", userAgent)
            .header("Range", fetch.range())
            .GET()
            .build();
    HttpResponse<String> answer = send(request, fetch, fetch);
    if (answer.statusCode() / 100 != 2 && !fetch.isEmpty(answer)) {
      throw refused(request, answer.statusCode(), answer.headers(), answer.body());
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
        HttpRequest.newBuilder(address)
            .header("User-Agent", userAgent)
            .header("Range", "bytes=%d-%d".formatted(from, from + most - 1))
            .GET()
            .build();
    HttpResponse<byte[]> answer;
    try {
      answer = WholeAnswer.of(http, request, stall);
    } catch (IOException e) {
      throw noAnswer(request, Transport.describe(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer(request, "an interrupt", e);
    }
    if (answer.statusCode() / 100 != 2 && answer.statusCode() != 416) {
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      throw refused(request, answer.statusCode(), answer.headers(), body);
    }
    return FileExcerpt.of(answer, from, most);
  }

  /** Whether an address was good for a time that is over; false if it does not say so. */
  static boolean isOver(URI address, Instant now) {
    Matcher expires = EXPIRES.matcher(String.valueOf(address.getRawQuery()));
    return expires.find() && now.getEpochSecond() > Long.parseLong(expires.group(1));
  }

  /** An address that may be shown. */
  static String plain(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
  }

  /**
   * An address as the server has written it.
   *
   * @throws KamonohashiException.Malformed if it is none; without its text
   */
  static URI address(String text, String method, String path) {
    if (text.matches("https?://.+")) {
      try {
        return URI.create(text);
      } catch (IllegalArgumentException e) {
        // falls through: the exception quotes the text
      }
    }
    throw new KamonohashiException.Malformed(
        "expected an http address, found other text of " + text.length() + " characters",
        method,
        path);
  }

  /** What moves bytes between a file and the storage. */
  interface Move {
    /** How many bytes were moved so far. */
    long moved();

    /** What was wrong with the file, if anything. */
    Optional<IOException> fileTrouble();

    /** Some time has passed. */
    void tick();
  }

  private HttpResponse<String> send(
      HttpRequest request, HttpResponse.BodyHandler<String> handler, Move move) throws IOException {
    CompletableFuture<HttpResponse<String>> exchange = http.sendAsync(request, handler);
    try {
      return await(exchange, request, move);
    } catch (ExecutionException e) {
      if (move.fileTrouble().isPresent()) {
        throw move.fileTrouble().get();
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw noAnswer(request, describe(cause), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer(request, "an interrupt", e);
    } finally {
      exchange.cancel(true); // nothing, if it has ended
    }
  }

  private HttpResponse<String> await(
      CompletableFuture<HttpResponse<String>> exchange, HttpRequest request, Move move)
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

  static KamonohashiException noAnswer(HttpRequest request, String what, Throwable cause) {
    return new KamonohashiException.Transport(what, request.method(), plain(request.uri()), cause);
  }

  static KamonohashiException refused(
      HttpRequest request, int status, HttpHeaders headers, String body) {
    Matcher code = CODE.matcher(body);
    return new KamonohashiException.Storage(
        status,
        code.find() ? code.group(1) : "",
        Attempts.retryAfter(headers),
        request.method(),
        plain(request.uri()));
  }

  private static String describe(Throwable cause) {
    return cause instanceof IOException io ? Transport.describe(io) : cause.toString();
  }
}
