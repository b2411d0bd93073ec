package dev.hibi.emulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A page on a loopback port of its own, in place of a program that would be seen in a browser. */
final class StubPage {
  private StubPage() {}

  /** What the page says. */
  interface Text {
    /**
     * Says it.
     *
     * @param query what the address has after its question mark; empty if it has none
     */
    String of(String query) throws IOException;
  }

  /** Opens a page; who has it stops it. */
  static HttpServer open(Text text) {
    try {
      HttpServer page =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      page.createContext(
          "/",
          exchange -> {
            String query = exchange.getRequestURI().getRawQuery();
            boolean refused = Doorkeeper.refusal(exchange.getRequestHeaders(), "/").isPresent();
            String shown = refused ? "" : text.of(query == null ? "" : query);
            byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(
                refused ? 403 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      page.start();
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
