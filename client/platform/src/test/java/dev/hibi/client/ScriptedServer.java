package dev.hibi.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a loopback port that gives the answers it was told, in order, and notes requests. */
public final class ScriptedServer implements AutoCloseable {
  private final HttpServer http;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What was asked. */
  public record Request(String line, String authorization, String contentType, String body) {}

  /** What is answered; status 0 closes the connection without a word. */
  public record Answer(int status, String body, Map<String, String> headers) {}

  public ScriptedServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.start();
  }

  public ScriptedServer answer(int status, String body) {
    return answer(status, body, Map.of());
  }

  public synchronized ScriptedServer answer(int status, String body, Map<String, String> headers) {
    answers.add(new Answer(status, body, headers));
    return this;
  }

  /** No answers are left. */
  public synchronized void forget() {
    answers.clear();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  public List<Request> requests() {
    return requests;
  }

  /** The client of this server with a token of its own, that waits for nothing between attempts. */
  public KamonohashiClient.Builder client() {
    return KamonohashiClient.builder(address())
        .token("secret-token")
        .retries(new RetryPolicy(3, java.time.Duration.ZERO, java.time.Duration.ZERO));
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
    requests.add(
        new Request(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            authorization == null ? "" : authorization,
            contentType == null ? "" : contentType,
            new String(body, StandardCharsets.UTF_8)));
    Answer answer = next();
    if (answer.status() == 0) {
      exchange.close();
      return;
    }
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Answer next() {
    Answer answer = answers.poll();
    return answer == null ? new Answer(599, "no answer was told", Map.of()) : answer;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
