package dev.hibi.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two loopback ports, API and storage: faults, tokens, permissions, answers. */
final class Front implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final String ROOT = "/api/v2";
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";
  private static final int MOST_BODY = 1 << 20; // what nginx lets through

  private final Routes routes;
  private final Records records;
  private final Tokens tokens;
  private final AccountCalls accounts;
  private final Faults faults;
  private final HttpServer api;
  private final HttpServer objects;
  private final ExecutorService threads;

  Front(
      Routes routes,
      Records records,
      Tokens tokens,
      AccountCalls accounts,
      Storage storage,
      Faults faults,
      int port)
      throws IOException {
    this.routes = routes;
    this.records = records;
    this.tokens = tokens;
    this.accounts = accounts;
    this.faults = faults;
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true"); // else each answer waits 40 ms for an acknowledgement
    }
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "hibi-emulator");
              thread.setDaemon(true);
              return thread;
            });
    this.api = listen(port, this::api);
    this.objects = listen(0, storage::handle);
  }

  private HttpServer listen(int port, HttpHandler handler) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw new IOException(
          "port in use: expected one that is free, found %d in use".formatted(port), e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> guarded(exchange, handler));
    return server;
  }

  void start() {
    api.start();
    objects.start();
  }

  String apiAddress() {
    return address(api);
  }

  String storageAddress() {
    return address(objects);
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** With the faults that are to happen; the connection is closed whatever happens. */
  private void guarded(HttpExchange exchange, HttpHandler handler) throws IOException {
    try (exchange) {
      Optional<ApiFailure> refusal =
          Doorkeeper.refusal(exchange.getRequestHeaders(), exchange.getRequestURI().getPath());
      if (refusal.isPresent()) {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        send(exchange, refusal.get().reply());
        return;
      }
      OptionalInt fault =
          faults.before(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      if (fault.isEmpty()) {
        handled(exchange, handler);
      } else if (fault.getAsInt() > 0) {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.sendResponseHeaders(fault.getAsInt(), -1);
      } else if (fault.getAsInt() < 0) {
        handled(new Unanswered(exchange), handler);
      }
    }
  }

  private static void handled(HttpExchange exchange, HttpHandler handler) throws IOException {
    try {
      handler.handle(exchange);
    } catch (ApiFailure e) {
      send(exchange, e.reply());
    }
  }

  private void api(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    Reply reply =
        body.length > MOST_BODY
            ? Reply.text(413, "text/html", "<html><h1>413 Request Entity Too Large</h1></html>")
            : answer(exchange, new String(body, StandardCharsets.UTF_8));
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    send(exchange, reply);
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
    exchange.getResponseBody().write(reply.body());
  }

  @SuppressWarnings("IllegalCatch")
  private Reply answer(HttpExchange exchange, String body) {
    String path = exchange.getRequestURI().getRawPath();
    try {
      return found(exchange, path, body);
    } catch (ApiFailure e) {
      return e.reply();
    } catch (RuntimeException | IOException e) { // as the server does, which tells its stack
      LOG.debug("{} {}", exchange.getRequestMethod(), path, e);
      return ApiFailure.of(500, String.valueOf(e.getMessage()), path).reply();
    }
  }

  private Reply found(HttpExchange exchange, String path, String body) throws IOException {
    boolean ofApi = path.regionMatches(true, 0, ROOT + "/", 0, ROOT.length() + 1);
    String below = ofApi ? path.substring(ROOT.length()) : "";
    Optional<Routes.Match> match = routes.find(exchange.getRequestMethod(), below);
    if (match.isEmpty()) {
      return Routes.isOfPlatform(below)
          ? ApiFailure.of(501, "not emulated: " + exchange.getRequestMethod() + " " + path, path)
              .reply()
          : ApiFailure.of(404, "404 NOT FOUND..", path).reply();
    }
    Routes.Route route = match.get().route();
    if (!body.isEmpty()
        && !Doorkeeper.isJson(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      throw ApiFailure.unsupported();
    }
    Caller caller = route.anonymous() ? new Caller("", 0, "") : caller(exchange, path);
    if (!route.menus().isEmpty()
        && !accounts.member(caller.user()).orElseThrow().mayAny(route.menus())) {
      throw ApiFailure.forbidden(route.menus());
    }
    Call call =
        new Call(
            path, match.get().variables(), exchange.getRequestURI().getRawQuery(), body, caller);
    synchronized (records) {
      Reply reply = route.handler().answer(call);
      if (!exchange.getRequestMethod().equals("GET")) {
        records.save();
      }
      return reply;
    }
  }

  private Caller caller(HttpExchange exchange, String path) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Bearer ")) {
      throw ApiFailure.of(401, "The access code is required.", path);
    }
    return tokens
        .check(header.substring("Bearer ".length()))
        .filter(caller -> accounts.member(caller.user()).isPresent())
        .orElseThrow(() -> ApiFailure.of(401, "The Access code is expired or invalid.", path));
  }

  @Override
  public void close() {
    api.stop(0);
    objects.stop(0);
    threads.shutdownNow();
  }
}
