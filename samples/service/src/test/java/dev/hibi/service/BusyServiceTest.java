package dev.hibi.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageClassifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many requests, slow ones, and the end in their middle. */
@Timeout(60)
final class BusyServiceTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  /** Answers when it is allowed to. */
  private ImageClassifier slow() {
    ClassLabels labels = ClassLabels.of("N", "P");
    return ImageClassifier.of(
        labels,
        image -> {
          begun.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
          }
          return Classification.certain(labels, "P");
        });
  }

  private static CompletableFuture<HttpResponse<String>> later(Asked ask) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return ask.post("classify", Walls.png(0, 0));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void whoComesWhenAllPlacesAreTakenIsToldToComeAgain() throws Exception {
    try (ClassificationService service =
        ClassificationService.builder(slow()).atWork(1, 1).start()) {
      Asked ask = new Asked(service.address());
      try (Socket half = ask.open()) {
        CompletableFuture<HttpResponse<String>> first = later(ask);
        begun.await();
        Asked.say(half, "POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
        while (!ask.get("metrics").body().contains("hibi_places_taken 2\n")) {
          Thread.sleep(10);
        }

        HttpResponse<String> third = ask.post("classify", Walls.png(0, 0));

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).contains("1");
        assertThat(Asked.detail(third))
            .isEqualTo("too many at work: expected at most 2 requests at a time, found more");
        go.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void anUploadThatEndsInItsMiddleGivesItsPlaceBack() throws Exception {
    go.countDown();
    try (ClassificationService service =
        ClassificationService.builder(slow()).atWork(1, 1).start()) {
      Asked ask = new Asked(service.address());
      for (int i = 0; i < 5; i++) {
        try (Socket half = ask.open()) {
          Asked.say(
              half, "POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nxx");
        }
      }
      while (!ask.get("metrics").body().contains("hibi_places_taken 0\n")) {
        Thread.sleep(10);
      }

      assertThat(ask.post("classify", Walls.png(0, 0)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void clientsThatSayOnlyHalfOfARequestKeepNobodyFromBeingAnswered() throws Exception {
    go.countDown();
    List<Socket> slow = new ArrayList<>();
    try (ClassificationService service = ClassificationService.builder(slow()).start()) {
      Asked ask = new Asked(service.address());
      for (int i = 0; i < 100; i++) {
        slow.add(ask.open());
        Asked.say(slow.get(i), "POST /classify HTTP/1.1\r\nHost: loc");
      }

      assertThat(ask.post("classify", Walls.png(0, 0)).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void whatHasBegunIsFinishedWhenTheServiceEnds() throws Exception {
    ClassificationService service = ClassificationService.builder(slow()).start();
    Asked ask = new Asked(service.address());
    CompletableFuture<HttpResponse<String>> first = later(ask);
    begun.await();

    CompletableFuture<Void> end = CompletableFuture.runAsync(service::close);
    while (ask.get("readyz").statusCode() == 200) {
      Thread.sleep(10);
    }
    HttpResponse<String> late = ask.post("classify", Walls.png(0, 0));
    int alive = ask.get("healthz").statusCode();
    go.countDown();
    end.get();

    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(Asked.detail(late))
        .isEqualTo("stopping: expected a service that runs, found one that ends");
    assertThat(alive).isEqualTo(200);
    assertThat(first.get().statusCode()).isEqualTo(200);
  }

  @Test
  void whoClosesItASecondTimeWaitsForTheFirst() throws Exception {
    ClassificationService service = ClassificationService.builder(slow()).start();
    CompletableFuture<HttpResponse<String>> asked = later(new Asked(service.address()));
    begun.await();
    CompletableFuture<Void> first = CompletableFuture.runAsync(service::close);
    CompletableFuture<Void> second = CompletableFuture.runAsync(service::close);

    assertThatThrownBy(() -> CompletableFuture.anyOf(first, second).get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    go.countDown();
    first.get();
    second.get();

    assertThat(asked.get().statusCode()).isEqualTo(200);
    service.close();
  }

  @Test
  void whatTakesLongerThanThePatienceIsInterrupted() throws Exception {
    ClassificationService service =
        ClassificationService.builder(slow()).patience(Duration.ofMillis(100)).start();
    CompletableFuture<HttpResponse<String>> lost = later(new Asked(service.address()));
    begun.await();
    long begin = System.nanoTime();

    service.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(lost).isNotNull();
  }
}
