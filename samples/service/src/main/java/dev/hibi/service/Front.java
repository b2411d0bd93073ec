package dev.hibi.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Phaser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes: who sends it, what answers, what is told of a failure. */
final class Front implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final double NANOS = 1e9;
  private static final int MOST_DRAINED = 1 << 26;
  private static final long LINGER_NANOS = 2_000_000_000;

  private final Routes routes;
  private final Origins origins;
  private final Metrics metrics;
  private final Phaser inFlight = new Phaser(1);
  private volatile boolean stopping;

  Front(Routes routes, Origins origins, Metrics metrics) {
    this.routes = routes;
    this.origins = origins;
    this.metrics = metrics;
  }

  /** From now on only whether it lives is told; what has begun goes on. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Of those that have begun, also the one that asks. */
  Phaser inFlight() {
    return inFlight;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    inFlight.register();
    try (exchange) {
      long begin = System.nanoTime();
      String[] route = {"none"};
      Answer answer = answer(exchange, route);
      send(exchange, answer);
      String method = route[0].equals("none") ? "other" : exchange.getRequestMethod();
      metrics.answered(route[0], method, answer.status(), (System.nanoTime() - begin) / NANOS);
    } catch (IOException e) {
      LOG.debug("a client is gone", e);
    } finally {
      inFlight.arriveAndDeregister();
    }
  }

  private Answer answer(HttpExchange exchange, String[] named) throws IOException {
    try {
      String path = exchange.getRequestURI().getRawPath();
      Routes.Found found = routes.find(exchange.getRequestMethod(), path == null ? "" : path);
      named[0] = found.route().path();
      origins.check(exchange.getRequestHeaders(), found.route().changes());
      if (stopping && !named[0].endsWith("z") && !named[0].equals("/metrics")) {
        throw Problem.of(503, "stopping: expected a service that runs, found one that ends");
      }
      return found.route().handler().answer(Request.of(exchange, found));
    } catch (Problem e) {
      return e.answer();
    } catch (UnreadableImageException e) { // no client that is gone, though an IOException, too
      return Problem.of(422, String.valueOf(e.getMessage())).answer();
    } catch (IOException e) {
      if (named[0].contains("marks")) {
        LOG.warn("a mark was not kept", e);
        return Problem.of(500, "the mark was not kept: see the service's log").answer();
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Problem.of(503, "stopping: expected time to finish, found none").answer();
    } catch (Exception e) {
      LOG.warn("a request failed", e);
      return Problem.of(500, "the request failed: see the service's log").answer();
    } catch (OutOfMemoryError e) {
      LOG.warn("a request did not fit into memory", e);
      return Problem.of(503, "out of memory: expected room for the image, found none").answer();
    }
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    answer.headers().forEach(headers::set);
    boolean failed = answer.status() >= 400;
    if (failed || stopping) {
      headers.set("Connection", "close");
    }
    boolean bare = exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0;
    if (answer.body().length > 0) {
      headers.set("Content-Type", answer.type());
    }
    exchange.sendResponseHeaders(answer.status(), bare ? -1 : answer.body().length);
    if (!bare) {
      exchange.getResponseBody().write(answer.body());
      exchange.getResponseBody().flush();
    }
    if (failed) {
      drain(exchange.getRequestBody());
    }
  }

  /** A client that still sends would not read the answer if the connection was closed at once. */
  private static void drain(InputStream body) throws IOException {
    byte[] part = new byte[1 << 16];
    long end = System.nanoTime() + LINGER_NANOS;
    for (long all = 0; all < MOST_DRAINED && System.nanoTime() - end < 0; ) {
      int count = body.read(part);
      if (count < 0) {
        return;
      }
      all += count;
    }
  }
}
