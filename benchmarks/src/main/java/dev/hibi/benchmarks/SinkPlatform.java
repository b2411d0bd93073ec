package dev.hibi.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** As much of the platform as an upload needs; its storage counts bytes and drops them. */
final class SinkPlatform {
  private final HttpServer http;
  private final AtomicLong bytes = new AtomicLong();
  private volatile int linkPort;

  SinkPlatform() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    http.setExecutor(Executors.newCachedThreadPool());
    http.createContext("/", this::handle);
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Addresses of the storage lead over a link. */
  void reachedBy(int port) {
    linkPort = port;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      long length = drain(exchange.getRequestBody());
      if (exchange.getRequestMethod().equals("PUT")) {
        bytes.addAndGet(length);
        exchange.getResponseHeaders().set("ETag", "\"tag\"");
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      byte[] answer = answer(exchange).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static long drain(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      total += read;
    }
    return total;
  }

  private String answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/bytes")) {
      return Long.toString(bytes.getAndSet(0));
    }
    if (path.equals("/api/v2/data") && exchange.getRequestMethod().equals("GET")) {
      return "[]"; // there are no data yet
    }
    if (!path.equals("/api/v2/upload/parameter")) {
      return "{\"id\":1,\"files\":[],\"fileId\":1,\"fileName\":\"f\",\"key\":\"k\",\"uploadId\":\"u\",\"partETags\":[]}";
    }
    String query = exchange.getRequestURI().getQuery();
    int parts = Integer.parseInt(query.replaceAll(".*partSum=([0-9]+).*", "$1"));
    StringBuilder uris = new StringBuilder();
    for (int part = 0; part < parts; part++) {
      uris.append(part == 0 ? "" : ",");
      uris.append("\"http://127.0.0.1:%d/storage/key?partNumber=%d\"".formatted(linkPort, part));
    }
    return "{\"uris\":[%s],\"partsSum\":%d,\"uploadId\":\"u\",\"key\":\"k\",\"storedPath\":\"s\",\"fileName\":\"f\"}"
        .formatted(uris, parts);
  }
}
