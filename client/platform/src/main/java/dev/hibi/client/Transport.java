package dev.hibi.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Calls of one server with one token: attempts, time-outs, failures. Thread-safe. */
final class Transport {
  private final HttpClient http;
  private final URI server;
  private final AccessToken token;
  private final RetryPolicy retries;
  private final Duration timeout;
  private final Duration changeTimeout;
  private final String userAgent;

  Transport(
      HttpClient http,
      URI server,
      AccessToken token,
      RetryPolicy retries,
      Duration timeout,
      Duration changeTimeout,
      String userAgent) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.retries = retries;
    this.timeout = timeout;
    this.changeTimeout = changeTimeout;
    this.userAgent = userAgent;
  }

  /** What a call came to. */
  private sealed interface Outcome {
    record Success(Answer answer) implements Outcome {}

    record Failure(KamonohashiException reason, Optional<Duration> retryAfter) implements Outcome {}
  }

  /**
   * Makes a call, again if it is safe and its failure may pass.
   *
   * @throws KamonohashiException if it fails for good
   */
  Answer send(Call call) {
    RetryPolicy.Attempts attempts = retries.begin();
    while (true) {
      Outcome outcome = once(call);
      if (outcome instanceof Outcome.Success success) {
        return success.answer();
      }
      Outcome.Failure failure = (Outcome.Failure) outcome;
      if (!call.isSafe()) {
        throw failure.reason();
      }
      attempts.failed(failure.reason(), failure.retryAfter());
    }
  }

  private Outcome once(Call call) {
    HttpResponse<byte[]> response;
    try {
      response = exchange(call);
    } catch (KamonohashiException.Transport e) {
      return new Outcome.Failure(e, Optional.empty());
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    HttpHeaders headers = response.headers();
    if (response.statusCode() / 100 == 2) {
      return new Outcome.Success(new Answer(body, headers.firstValueAsLong("X-Total-Count")));
    }
    ServerAnswer answer =
        ServerAnswer.of(
            call.method(),
            call.fullPath(),
            response.statusCode(),
            body,
            headers.firstValue("X-Permit-MenuCode"));
    return new Outcome.Failure(failure(answer), RetryPolicy.retryAfter(headers));
  }

  private HttpResponse<byte[]> exchange(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(call))
            .header("Accept", "application/json")
            .header("User-Agent", userAgent)
            .method(
                call.method(),
                call.body()
                    .map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    call.body().ifPresent(body -> request.header("Content-Type", "application/json"));
    if (!call.anonymous()) {
      request.header("Authorization", "Bearer " + token.value());
    }
    try {
      return WholeAnswer.of(http, request.build(), call.isSafe() ? timeout : changeTimeout);
    } catch (IOException e) {
      throw new KamonohashiException.Transport(describe(e), call.method(), call.fullPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KamonohashiException.Transport(
          "an interrupt", call.method(), call.fullPath(), new InterruptedIOException());
    }
  }

  private URI uri(Call call) {
    String base = server.toString();
    String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    String query = call.query().isEmpty() ? "" : "?" + call.query();
    return URI.create(root + call.fullPath() + query);
  }

  static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static KamonohashiException failure(ServerAnswer answer) {
    return switch (answer.status()) {
      case 400 -> new KamonohashiException.BadRequest(answer);
      case 401 -> new KamonohashiException.Unauthorized(answer);
      case 403 -> new KamonohashiException.Forbidden(answer);
      case 404 -> new KamonohashiException.NotFound(answer);
      case 409 -> new KamonohashiException.Conflict(answer);
      case 503 -> new KamonohashiException.ServiceUnavailable(answer);
      default -> new KamonohashiException.OtherStatus(answer);
    };
  }
}
