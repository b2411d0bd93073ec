package dev.hibi.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer with its body, all of it within a time. A time-out of {@link HttpRequest} ends with the
 * headers, so that a body that stops coming would be waited for without end.
 */
final class WholeAnswer {
  private WholeAnswer() {}

  static HttpResponse<byte[]> of(HttpClient http, HttpRequest request, Duration within)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + RetryPolicy.text(within), e);
    } finally {
      answer.cancel(true); // nothing if it is there
    }
  }
}
