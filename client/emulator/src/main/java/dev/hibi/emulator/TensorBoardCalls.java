package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** TensorBoards: stubs, each a page on a port of its own that names the job's event files. */
final class TensorBoardCalls implements AutoCloseable {
  private static final String MENU = "Training,Experiment";

  private final TrainingCalls trainings;
  private final JobFolders folders;
  private final Map<Long, Board> boards = new ConcurrentHashMap<>();

  TensorBoardCalls(TrainingCalls trainings, JobFolders folders) {
    this.trainings = trainings;
    this.folders = folders;
  }

  /** One that runs; it has no port at the first look. */
  private static final class Board {
    private final HttpServer page;
    private final Optional<Instant> end;
    private final JsonArray mounted;
    private int looks;

    Board(HttpServer page, Optional<Instant> end, JsonArray mounted) {
      this.page = page;
      this.end = end;
      this.mounted = mounted;
    }
  }

  void addTo(Routes routes) {
    routes
        .add("GET /training/{id}/tensorboard", MENU, this::get)
        .add("PUT /training/{id}/tensorboard", MENU, this::start)
        .add("DELETE /training/{id}/tensorboard", MENU, this::stop);
  }

  private Optional<Board> running(long id) {
    Board board = boards.get(id);
    if (board != null && board.end.filter(end -> !Instant.now().isBefore(end)).isPresent()) {
      boards.remove(id);
      board.page.stop(0);
      board = null;
    }
    return Optional.ofNullable(board);
  }

  private Reply get(Call call) {
    trainings.get(call);
    return Reply.ok(view(call.id()));
  }

  private JsonObject view(long id) {
    Optional<Board> running = running(id);
    JsonObject view = new JsonObject();
    view.addProperty("name", running.isPresent() ? "tensorboard-" + id : null);
    boolean placed = running.isPresent() && running.get().looks++ > 0;
    String live = placed ? "Running" : "Pending";
    String status = running.isPresent() ? live : "None";
    view.addProperty("status", status);
    view.addProperty("statusType", Statuses.type(status));
    view.add("nodePort", JsonNull.INSTANCE);
    if (placed) {
      int port = running.get().page.getAddress().getPort();
      view.addProperty("nodePort", Integer.toString(port));
    }
    view.addProperty(
        "remainingTime",
        running.flatMap(board -> board.end).map(TensorBoardCalls::remaining).orElse(null));
    view.add("mountedTrainingHistoryIds", running.map(board -> board.mounted).orElse(null));
    return view;
  }

  private static String remaining(Instant end) {
    Duration left = Duration.between(Instant.now(), end);
    return "%dd %dh %dm".formatted(left.toDays(), left.toHoursPart(), left.toMinutesPart());
  }

  /** One that runs is left as it is, its end too. */
  private Reply start(Call call) {
    trainings.get(call);
    JsonObject body = call.body();
    long id = call.id();
    if (running(id).isEmpty()) {
      JsonElement expires = body.get("expiresIn");
      boolean said = expires != null && expires.isJsonPrimitive();
      Optional<Instant> end =
          said && expires.getAsLong() != 0
              ? Optional.of(Instant.now().plusSeconds(expires.getAsLong()))
              : Optional.empty(); // the platform ends such ones at night
      JsonArray mounted =
          body.get("selectedHistoryIds") instanceof JsonArray ids ? ids : new JsonArray();
      boards.put(id, new Board(StubPage.open(query -> text(id)), end, mounted));
    }
    return Reply.ok(view(id));
  }

  private String text(long id) throws IOException {
    Path output = folders.output(id);
    String names =
        Trees.all(output).stream()
            .filter(file -> file.getFileName().toString().contains("tfevents"))
            .map(file -> output.relativize(file).toString())
            .sorted()
            .collect(Collectors.joining("\n"));
    return "In place of the TensorBoard of training %d, whose event files are:\n%s\n"
        .formatted(id, names);
  }

  private Reply stop(Call call) {
    Optional<Board> running = running(call.id());
    if (running.isEmpty()) {
      throw ApiFailure.notFound(
          "TensorBoard container for TrainingHistory ID " + call.id() + " is not found.");
    }
    boards.remove(call.id());
    running.get().page.stop(0);
    return Reply.empty(204);
  }

  @Override
  public void close() {
    boards.values().forEach(board -> board.page.stop(0));
    boards.clear();
  }
}
