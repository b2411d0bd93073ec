package dev.hibi.model.published;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of one file on this machine, with ranges; its connections can be made to break. */
final class FileServer implements Closeable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] content;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile int breakAfter = Integer.MAX_VALUE;
  private volatile boolean knowsRanges = true;
  private volatile boolean isSilent;

  FileServer(byte[] content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Without its slash at the end. */
  URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/models");
  }

  /** What was asked for: {@code Range} of each request, or nothing of the whole. */
  List<String> ranges() {
    return ranges;
  }

  /** Answers with another status. */
  FileServer status(int status) {
    this.status = status;
    return this;
  }

  /** Each connection is cut after so many bytes of the file. */
  FileServer breakAfter(int bytes) {
    breakAfter = bytes;
    return this;
  }

  /** The first connection stays open after so many bytes, and nothing comes by it any more. */
  FileServer silentAfter(int bytes) {
    isSilent = true;
    return breakAfter(bytes);
  }

  FileServer withoutRanges() {
    knowsRanges = false;
    return this;
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range == null ? exchange.getRequestURI().getPath() : range);
      int begin =
          Optional.ofNullable(range)
              .filter(given -> knowsRanges)
              .map(given -> Integer.parseInt(given.replaceAll("bytes=([0-9]+)-", "$1")))
              .orElse(0);
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
      } else if (begin > 0 && begin >= content.length) {
        exchange.sendResponseHeaders(416, -1);
      } else {
        send(exchange, begin);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(HttpExchange exchange, int begin) throws IOException {
    if (begin > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(begin, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(begin > 0 ? 206 : 200, content.length - begin);
    int end = (int) Math.min(content.length, begin + (long) breakAfter);
    exchange.getResponseBody().write(Arrays.copyOfRange(content, begin, end));
    exchange.getResponseBody().flush();
    if (isSilent) {
      isSilent = false;
      breakAfter = Integer.MAX_VALUE;
      awaitEnd();
    }
  }

  private static void awaitEnd() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is closed
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
