package dev.hibi.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Calls of one server with one token: attempts, time-outs, failures. Thread-safe. */
final class Transport {
  private final HttpClient http;
  private final URI server;
  private final Requests requests;
  private final AccessToken token;
  private final RetryPolicy retries;
  private final Duration timeout;
  private final Duration changeTimeout;

  Transport(
      HttpClient http, KamonohashiClient.Builder options, Requests requests, AccessToken token) {
    this.http = http;
    this.server = options.server;
    this.requests = requests;
    this.token = token;
    this.retries = options.retries;
    this.timeout = options.timeout;
    this.changeTimeout = options.changeTimeout;
  }

  /** What a call came to. */
  private sealed interface Outcome {
    record Success(Answer answer) implements Outcome {}

    record Failure(KamonohashiException reason, Optional<Duration> retryAfter) implements Outcome {

      /** Whether the call was not taken up, so that it may be made again, whatever it does. */
      boolean isUndone() {
        if (reason instanceof KamonohashiException.Transport lost) {
          return lost.isUnsent();
        }
        return reason instanceof KamonohashiException.Status refused
            && (refused.status() == 429 || refused.status() == 503)
            && retryAfter.isPresent();
      }
    }
  }

  /**
   * Makes a call, again if it is safe and its failure may pass, or if it was not taken up; with
   * another token, once, if the server refuses the one there is.
   *
   * @throws KamonohashiException if it fails for good
   */
  Answer send(Call call) {
    RetryPolicy.Attempts attempts = retries.begin();
    boolean tokenIsNew = call.anonymous();
    while (true) {
      String carried;
      try {
        carried = call.anonymous() ? "" : token.value();
      } catch (KamonohashiException.Transport e) { // the call itself was not sent
        attempts.failed(e);
        continue;
      }
      Outcome outcome = once(call, carried);
      if (outcome instanceof Outcome.Success success) {
        return success.answer();
      }
      Outcome.Failure failure = (Outcome.Failure) outcome;
      if (failure.reason() instanceof KamonohashiException.Unauthorized
          && !tokenIsNew
          && token.refused(carried)) {
        tokenIsNew = true;
        continue;
      }
      if (!call.isSafe() && !failure.isUndone()) {
        throw failure.reason();
      }
      attempts.failed(failure.reason(), failure.retryAfter());
    }
  }

  private Outcome once(Call call, String carried) {
    HttpResponse<byte[]> response;
    try {
      response = exchange(call, carried);
    } catch (KamonohashiException.Transport e) {
      return new Outcome.Failure(e, Optional.empty());
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    HttpHeaders headers = response.headers();
    headers.firstValue("Date").flatMap(Transport::date).ifPresent(token::heard);
    if (response.statusCode() / 100 == 2) {
      return new Outcome.Success(new Answer(body, headers.firstValueAsLong("X-Total-Count")));
    }
    ServerAnswer answer =
        ServerAnswer.of(
            call.method(),
            call.fullPath(),
            response.statusCode(),
            body,
            carried,
            headers.firstValue("X-Permit-MenuCode"));
    return new Outcome.Failure(failure(answer), RetryPolicy.retryAfter(headers));
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<byte[]> exchange(Call call, String carried) {
    HttpRequest.Builder request =
        requests
            .to(uri(call))
            .header("Accept", "application/json")
            .method(
                call.method(),
                call.body()
                    .map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    call.body().ifPresent(body -> request.header("Content-Type", "application/json"));
    if (!call.anonymous()) {
      request.header("Authorization", "Bearer " + carried);
    }
    try {
      return WholeAnswer.of(http, request.build(), call.isSafe() ? timeout : changeTimeout);
    } catch (IOException e) {
      throw KamonohashiException.Transport.of(
          e, server, http.proxy(), call.method(), call.fullPath());
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
