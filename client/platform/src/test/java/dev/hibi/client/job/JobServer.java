package dev.hibi.client.job;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A platform with one job, number 7, which is how the test says; its log is a file that grows. */
final class JobServer implements AutoCloseable {
  private final HttpServer http;
  private final FakeTime time = new FakeTime();
  private final Queue<String> statuses = new ArrayDeque<>();
  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private String status = "Running Running";
  private String options = "";
  private String files = "";
  private String details = "\"conditionNote\":\"\"";
  private boolean hasLog;
  private int address = 1;
  private int runStatus = 201;
  private String runAnswer = "{\"id\":7}";
  private int hiddenLists;

  JobServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(Executors.newCachedThreadPool());
    http.createContext("/", this::handle);
    http.start();
  }

  /** What the looks at the job find, in order, the last one for ever: status and its type. */
  synchronized JobServer statuses(String... looks) {
    statuses.addAll(Arrays.asList(looks));
    return this;
  }

  /** What happens before each look at the job, in order. */
  synchronized JobServer turns(Runnable... all) {
    turns.addAll(Arrays.asList(all));
    return this;
  }

  synchronized void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
  }

  synchronized void write(byte[] bytes, int from, int count) {
    log.write(bytes, from, count);
    hasLog = true;
  }

  /** From now on the storage refuses the log's address. */
  synchronized void expireAddress() {
    address++;
  }

  /** A file in the root of the job's output. */
  synchronized JobServer output(String name) {
    files = "{\"fileName\":\"" + name + "\",\"size\":3,\"url\":\"" + address() + "/storage/x\"}";
    return this;
  }

  /** What the start of a job is answered; 0 for nothing at all. */
  synchronized JobServer run(int status, String answer) {
    runStatus = status;
    runAnswer = answer;
    return this;
  }

  /** How often the job is not in the list yet. */
  synchronized JobServer hiddenFor(int lists) {
    hiddenLists = lists;
    return this;
  }

  /** More fields of the job, as JSON. */
  synchronized JobServer details(String fields) {
    details = fields;
    return this;
  }

  List<String> requests() {
    return requests;
  }

  long count(String request) {
    return requests.stream().filter(request::equals).count();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  KamonohashiClient client() {
    return KamonohashiClient.builder(address())
        .token("secret-token")
        .retries(new RetryPolicy(2, Duration.ZERO, Duration.ZERO))
        .build();
  }

  /** The job, in a time that passes at once. */
  TrainingJob job() {
    return TrainingJob.of(client(), 7).polling(time.polling());
  }

  FakeTime time() {
    return time;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    if (path.startsWith("/storage/log")) {
      storage(exchange, path);
      return;
    }
    Answer answer = answer(exchange.getRequestMethod() + " " + path, body);
    if (answer.status() == 0) {
      exchange.close();
      return;
    }
    send(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private record Answer(int status, String body) {}

  private synchronized Answer answer(String request, String body) {
    return switch (request) {
      case "GET /api/v2/training/7" -> details();
      case "GET /api/v2/training" -> list();
      case "POST /api/v2/training/run" -> started(body);
      case "GET /api/v2/training/7/files" ->
          new Answer(
              200,
              hasLog
                  ? "[{\"fileName\":\"training_stdout_stderr_7.log\",\"url\":\"%s/storage/log%d\"}]"
                      .formatted(address(), address)
                  : "[]");
      case "GET /api/v2/training/7/container-files" ->
          new Answer(200, "{\"dirs\":[],\"files\":[" + files + "]}");
      case "POST /api/v2/training/7/halt" -> new Answer(200, "{\"id\":7}");
      default -> new Answer(404, "{\"title\":\"not here\"}");
    };
  }

  private Answer details() {
    Runnable turn = turns.poll();
    if (turn != null) {
      turn.run();
    }
    String next = statuses.poll();
    status = next == null ? status : next;
    if (status.matches("\\d+")) {
      return new Answer(Integer.parseInt(status), "");
    }
    String[] words = status.split(" ", -1);
    return new Answer(
        200,
        ("{\"id\":7,\"name\":\"cracks\",\"status\":\"%s\",\"statusType\":\"%s\","
                + "%s,\"options\":[%s]}")
            .formatted(words[0], words[1], details, options));
  }

  private Answer list() {
    if (hiddenLists-- > 0 || options.isEmpty()) {
      return new Answer(200, "[]");
    }
    return new Answer(200, "[{\"id\":9,\"name\":\"cracks 2\"},{\"id\":7,\"name\":\"cracks\"}]");
  }

  private Answer started(String body) {
    String mark = "\"HIBI_SUBMISSION_ID\":\"";
    int begin = body.indexOf(mark) + mark.length();
    String id = body.substring(begin, body.indexOf('"', begin));
    options = "{\"key\":\"HIBI_SUBMISSION_ID\",\"value\":\"" + id + "\"}";
    return new Answer(runStatus, runAnswer);
  }

  private synchronized void storage(HttpExchange exchange, String path) throws IOException {
    byte[] all = log.toByteArray();
    if (!path.equals("/storage/log" + address)) {
      send(exchange, 403, new byte[0]);
      return;
    }
    String[] range = exchange.getRequestHeaders().getFirst("Range").substring(6).split("-", -1);
    int from = Integer.parseInt(range[0]);
    if (from >= all.length) {
      send(exchange, 416, new byte[0]);
      return;
    }
    int to = Math.min(Integer.parseInt(range[1]) + 1, all.length);
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, all.length));
    send(exchange, 206, Arrays.copyOfRange(all, from, to));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
