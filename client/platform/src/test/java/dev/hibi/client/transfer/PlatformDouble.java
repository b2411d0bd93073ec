package dev.hibi.client.transfer;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of the platform as files need, on a storage that is reached by a link. */
final class PlatformDouble implements AutoCloseable {
  private static final Gson GSON = new Gson();

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final S3Storage storage;
  private final FaultyLink link;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<Long, Map<String, String>> data = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, String> made = new ConcurrentSkipListMap<>();
  private final Map<String, String> answers = new ConcurrentSkipListMap<>();
  private final AtomicInteger expired = new AtomicInteger();
  private final Map<String, AtomicInteger> silences = new ConcurrentSkipListMap<>();
  private final CountDownLatch holding = new CountDownLatch(1);
  private volatile String held = "";
  private final AtomicInteger lastId = new AtomicInteger(4);

  /** What was asked. */
  private record Call(String method, String path, Map<String, String> query, String body) {}

  PlatformDouble(S3Storage storage, FaultyLink link) throws IOException {
    this.storage = storage;
    this.link = link;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/api/v2", this::handle);
    http.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  KamonohashiClient.Builder client() {
    return KamonohashiClient.builder(uri())
        .token("planted-token")
        .timeout(Duration.ofSeconds(5))
        .retries(new RetryPolicy(4, Duration.ZERO, Duration.ofSeconds(1)));
  }

  /** Methods and paths. */
  List<String> requests() {
    return requests;
  }

  /** The records, and of each the names of its files with their paths in the storage. */
  Map<Long, Map<String, String>> data() {
    return data;
  }

  Map<String, String> filesOf(long id) {
    return data.computeIfAbsent(id, any -> new ConcurrentSkipListMap<>());
  }

  /** The next addresses that are asked for are over already. */
  void expire(int times) {
    expired.set(times);
  }

  /** The next calls of a method and path do what they should, and nobody hears of it. */
  void silence(String call, int times) {
    silences.put(call, new AtomicInteger(times));
  }

  /** Calls of a method and path do what they should, and nobody hears of it for long. */
  void hold(String call) {
    held = call;
  }

  /** Waits until one of them is there. */
  void awaitHeld() throws InterruptedException {
    holding.await();
  }

  private static void pause() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A call is answered with a text. */
  void answer(String call, String body) {
    answers.put(call, body);
  }

  /** An address in the storage. */
  String address(String key) {
    Instant end =
        expired.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? Instant.EPOCH : S3Storage.later();
    Map<String, String> query =
        Map.of("response-content-disposition", "attachment; filename=\"a b\"");
    return storage.sign("GET", link.port(), key, query, "", end);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/api/v2".length());
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Call call = new Call(exchange.getRequestMethod(), path, query(exchange), body);
      requests.add(call.method() + " " + path);
      String answer;
      int status = 200;
      try {
        answer = answer(call);
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        status = reason.matches("4[0-9]{2} .*") ? Integer.parseInt(reason.substring(0, 3)) : 500;
        answer = "{\"title\":\"trouble\",\"detail\":\"planted-secret\"}";
      }
      AtomicInteger silence = silences.get(call.method() + " " + path);
      if (silence != null && silence.getAndDecrement() > 0) {
        return;
      }
      if ((call.method() + " " + path).equals(held)) {
        holding.countDown();
        pause();
        return;
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new TreeMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      query.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private String answer(Call call) throws IOException {
    String told =
        answers.get(call.method() + " " + call.path() + call.query().getOrDefault("path", ""));
    if (told != null) {
      return told;
    }
    String[] parts = call.path().split("/", -1);
    return switch (call.method()
        + " "
        + call.path().replaceAll("[0-9]+", "N").replaceAll("files/.+", "files/F")) {
      case "POST /data" -> create(call.body());
      case "GET /data" -> list(Integer.parseInt(call.query().getOrDefault("page", "1")));
      case "GET /account" -> "{\"userName\":\"me\"}";
      case "GET /data/N" -> details(Long.parseLong(parts[2]));
      case "DELETE /data/N" -> delete(Long.parseLong(parts[2]));
      case "GET /data/N/files" -> files(Long.parseLong(parts[2]));
      case "GET /data/N/files/F" -> file(Long.parseLong(parts[2]), parts[4]);
      case "POST /data/N/files" -> register(Long.parseLong(parts[2]), call.body());
      case "GET /upload/parameter" -> begin(call.query());
      case "POST /upload/complete" -> complete(call.body());
      case "GET /download/url" ->
          "{\"url\":\"" + address("Data/" + call.query().get("storedPath")) + "\"}";
      default -> throw new IOException("not here: " + call);
    };
  }

  /** The latest first; all on the first page. */
  private String list(int page) {
    List<JsonObject> all = new ArrayList<>();
    for (Map.Entry<Long, String> each : made.descendingMap().entrySet()) {
      if (data.containsKey(each.getKey()) && page == 1) {
        JsonObject record = JsonParser.parseString(each.getValue()).getAsJsonObject();
        record.addProperty("id", each.getKey());
        record.addProperty("createdBy", "me");
        all.add(record);
      }
    }
    return all.toString();
  }

  /** Makes a record as another program would. */
  void make(String body) {
    create(body);
  }

  private String create(String body) {
    long id = lastId.incrementAndGet();
    data.put(id, new ConcurrentSkipListMap<>());
    made.put(id, body);
    return "{\"id\":" + id + "}";
  }

  private String details(long id) throws IOException {
    if (!data.containsKey(id)) {
      throw new IOException("404 " + id);
    }
    return GSON.toJson(Map.of("id", id, "fileNames", filesOf(id).keySet()));
  }

  private String delete(long id) {
    data.remove(id);
    return "";
  }

  /** A file of data that are there, or will be. */
  void add(long id, String name, byte[] content) throws IOException {
    String plain = name.replaceAll("[^a-z0-9.]", "_");
    String path = plain.substring(0, Math.min(100, plain.length())) + "-" + id;
    filesOf(id).put(name, path);
    storage.put("Data/" + path, content);
  }

  private String files(long id) {
    List<String> files = new ArrayList<>();
    filesOf(id).keySet().forEach(name -> files.add(file(id, name)));
    return files.toString();
  }

  String file(long id, String name) {
    JsonObject file = new JsonObject();
    file.addProperty("id", id);
    file.addProperty("fileName", name);
    file.addProperty("url", address("Data/" + filesOf(id).get(name)));
    return file.toString();
  }

  private String register(long id, String body) throws IOException {
    Map<String, String> files = filesOf(id);
    Map<String, String> more = new TreeMap<>();
    for (JsonElement each :
        JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("files")) {
      JsonObject file = each.getAsJsonObject();
      String name = file.get("fileName").getAsString();
      if (files.containsKey(name) || more.put(name, file.get("storedPath").getAsString()) != null) {
        throw new IOException("409 " + name);
      }
    }
    files.putAll(more);
    return "{\"id\":" + id + "}";
  }

  private String begin(Map<String, String> query) throws IOException {
    String stored = "guid-" + lastId.incrementAndGet() + ".bin";
    String key = "Data/" + stored;
    String uploadId = storage.beginParts(key);
    Instant end =
        expired.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? Instant.EPOCH : S3Storage.later();
    List<String> uris = new ArrayList<>();
    for (int part = 1; part <= Integer.parseInt(query.get("partSum")); part++) {
      Map<String, String> of = Map.of("partNumber", "" + part, "uploadId", uploadId);
      uris.add(storage.sign("PUT", link.port(), key, of, S3Storage.FORM, end));
    }
    return GSON.toJson(
        Map.of(
            "uris",
            uris,
            "partsSum",
            uris.size(),
            "uploadId",
            uploadId,
            "key",
            key,
            "fileName",
            query.get("fileName"),
            "storedPath",
            stored));
  }

  private String complete(String body) throws IOException {
    JsonObject order = JsonParser.parseString(body).getAsJsonObject();
    List<String> tags = new ArrayList<>();
    order.getAsJsonArray("partETags").forEach(tag -> tags.add(tag.getAsString().replace("\"", "")));
    storage.joinParts(order.get("key").getAsString(), order.get("uploadId").getAsString(), tags);
    return "";
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
