package dev.hibi.samples;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageClassifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How does an application answer over HTTP what a photograph shows?
 *
 * <p>With one classifier for all requests: it is loaded once, may be called from several threads,
 * and is closed with the service.
 *
 * <pre>{@code
 * curl --data-binary @photo.jpg http://127.0.0.1:8080/classify
 * {"label":"P","probabilities":{"N":0.02,"P":0.98}}
 * }</pre>
 */
public final class ClassifyService implements AutoCloseable {
  private static final int LARGEST_UPLOAD = 32 << 20;

  private record Verdict(String label, Map<String, Float> probabilities) {}

  private final ImageClassifier classifier;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Gson gson = new Gson();

  private ClassifyService(ImageClassifier classifier, HttpServer server) {
    this.classifier = classifier;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/classify", this::answer);
    server.start();
  }

  /** Serves on the loopback address; port 0 takes one that is free. */
  public static ClassifyService start(Path model, int port) throws IOException {
    return start(Classifier.load(model), port);
  }

  /** Serves what a classifier says, such as one without a model; closes it with the service. */
  static ClassifyService start(ImageClassifier classifier, int port) throws IOException {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      return new ClassifyService(classifier, server);
    } catch (IOException | RuntimeException e) {
      classifier.close();
      throw e;
    }
  }

  /** Arguments: the folder of a model, a port. */
  public static void main(String... arguments) throws IOException {
    ClassifyService service = start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    System.out.println("POST images to " + service.address());
  }

  /** Where images are posted. */
  public URI address() {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://127.0.0.1:%d/classify".formatted(at.getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        classify(exchange, exchange.getRequestBody().readNBytes(LARGEST_UPLOAD + 1));
      } else {
        send(exchange, 405, Map.of("error", "expected POST with an image file as the body"));
      }
    }
  }

  private void classify(HttpExchange exchange, byte[] file) throws IOException {
    if (file.length > LARGEST_UPLOAD) {
      send(exchange, 413, Map.of("error", "expected at most " + LARGEST_UPLOAD + " bytes"));
      return;
    }
    try {
      Classification found = classifier.classify(file, "upload");
      send(exchange, 200, new Verdict(found.label(), found.probabilities()));
    } catch (UnreadableImageException e) {
      send(exchange, 400, Map.of("error", e.getMessage()));
    }
  }

  private void send(HttpExchange exchange, int status, Object answer) throws IOException {
    byte[] json = gson.toJson(answer).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  /** Requests that are under way are answered before the classifier goes. */
  @Override
  public void close() {
    server.stop(1);
    threads.shutdown();
    classifier.close();
  }
}
