package dev.hibi.client.transfer;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The first 4 KiB of a body that is not worth more. */
final class TextHead implements HttpResponse.BodySubscriber<String> {
  private static final int LIMIT = 4096;

  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), LIMIT - head.size())];
      buffer.get(bytes);
      head.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable reason) {
    text.completeExceptionally(reason);
  }

  @Override
  public void onComplete() {
    text.complete(head.toString(StandardCharsets.UTF_8));
  }
}
