package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Files of trainings or inferences: the log and others that are attached, and what they write. */
final class TrainingFileCalls {
  private static final long LOG = -2;
  private static final long ZIP = -1;
  private static final int PAGE = 1000;
  private static final int MOST_LISTED = 10 * PAGE;
  private static final long OTHER = -99; // not one file's alone

  private final Records records;
  private final Lookup jobs;
  private final JobFolders folders;
  private final Storage storage;
  private final ContainerKind kind;

  /** Finds the record that a call is of. */
  interface Lookup {
    JsonObject get(Call call);
  }

  /**
   * Calls for one kind.
   *
   * @param jobs finds the record that a call is of
   */
  TrainingFileCalls(Records records, Lookup jobs, JobFolders folders, Storage storage) {
    this.records = records;
    this.jobs = jobs;
    this.folders = folders;
    this.storage = storage;
    this.kind = folders.kind();
  }

  void addTo(Routes routes, String path, String menu) {
    String readers = kind == ContainerKind.TRAINING ? menu + ",Experiment" : menu;
    routes
        .add("GET " + path + "/{id}/files", readers, this::files)
        .add("POST " + path + "/{id}/files", menu, this::add)
        .add("DELETE " + path + "/{id}/files/{fileId}", menu, this::delete)
        .add("GET " + path + "/{id}/files/{name}/size", menu, this::size);
    addOutputTo(routes, path, menu);
  }

  /** What it writes, and nothing attached. */
  void addOutputTo(Routes routes, String path, String menu) {
    routes.add("GET " + path + "/{id}/container-files", menu, this::containerFiles);
  }

  private Reply files(Call call) {
    JsonObject job = jobs.get(call);
    boolean withUrl = call.flag("withUrl");
    JsonArray files = new JsonArray();
    Path attached = folders.attached(call.id());
    for (Path file : OutputListing.of(attached, attached)) {
      String name = file.getFileName().toString();
      String key = kind.attachedKey(call.id(), name);
      files.add(view(call.id(), platformId(call.id(), name), name, key, true, withUrl));
    }
    for (JsonElement file : job.getAsJsonArray("files")) {
      JsonObject own = file.getAsJsonObject();
      String name = Records.text(own, "fileName");
      files.add(view(call.id(), own.get("fileId").getAsLong(), name, key(own), false, withUrl));
    }
    return Reply.ok(files);
  }

  private long platformId(long id, String name) {
    if (name.equals(kind.logName(id))) {
      return LOG;
    }
    return name.equals(kind.zipName(id)) ? ZIP : OTHER;
  }

  private String key(JsonObject file) {
    return kind.userKey(Records.text(file, "storedPath"));
  }

  private JsonObject view(
      long id, long fileId, String name, String key, boolean locked, boolean withUrl) {
    JsonObject view = new JsonObject();
    view.addProperty("id", id);
    view.addProperty("fileId", fileId);
    if (withUrl) {
      view.addProperty("url", storage.address(key, name));
    } else {
      view.add("url", JsonNull.INSTANCE);
    }
    view.addProperty("fileName", name);
    view.addProperty("isLocked", locked);
    return view;
  }

  private Reply add(Call call) {
    JsonObject job = jobs.get(call);
    JsonObject body = call.body();
    String name = call.required(body, "fileName");
    call.required(body, "storedPath");
    for (JsonElement file : job.getAsJsonArray("files")) {
      if (Records.text(file.getAsJsonObject(), "fileName").equals(name)) {
        throw ApiFailure.conflict(
            "Training %d has already a file named %s.".formatted(call.id(), name));
      }
    }
    JsonObject file = Records.view(body, "fileName", "storedPath");
    long fileId =
        records.nextId(kind == ContainerKind.TRAINING ? "trainingFiles" : "inferenceFiles");
    file.addProperty("fileId", fileId);
    job.getAsJsonArray("files").add(file);
    return Reply.ok(view(call.id(), fileId, name, key(file), false, false)); // not 201
  }

  private Reply delete(Call call) {
    if (call.id("fileId") < 0) {
      throw ApiFailure.badRequest("The file is locked. You can NOT delete the file.");
    }
    JsonObject job = jobs.get(call);
    JsonArray left = new JsonArray();
    for (JsonElement file : job.getAsJsonArray("files")) {
      if (file.getAsJsonObject().get("fileId").getAsLong() != call.id("fileId")) {
        left.add(file);
      }
    }
    if (left.size() == job.getAsJsonArray("files").size()) {
      throw ApiFailure.notFound("File ID " + call.id("fileId") + " is not found.");
    }
    job.add("files", left);
    return Reply.empty(204);
  }

  private Reply size(Call call) {
    for (JsonElement file : jobs.get(call).getAsJsonArray("files")) {
      JsonObject own = file.getAsJsonObject();
      String name = Records.text(own, "fileName");
      if (name.equals(call.variable("name"))) {
        JsonObject view = view(call.id(), own.get("fileId").getAsLong(), name, "", false, false);
        view.addProperty("key", key(own));
        view.addProperty("fileSize", size(storage.file(key(own))));
        view.remove("isLocked");
        return Reply.ok(view);
      }
    }
    throw ApiFailure.notFound("File " + call.variable("name") + " is not found.");
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One folder at a time. */
  private Reply containerFiles(Call call) {
    jobs.get(call);
    Path output = folders.output(call.id());
    String path = call.query("path").orElse("/").replaceAll("^/+|/+$", "");
    Path folder = output.resolve(path).normalize();
    if (!folder.startsWith(output)) {
      throw ApiFailure.badRequest("Path " + path + " is invalid.");
    }
    JsonArray dirs = new JsonArray();
    JsonArray files = new JsonArray();
    List<Path> items = OutputListing.of(output, folder);
    for (Path item : items.subList(0, Math.min(items.size(), MOST_LISTED))) {
      String name = item.getFileName().toString();
      String key = kind.outputKey(call.id(), output.relativize(item).toString().replace('\\', '/'));
      if (Files.isDirectory(item)) {
        JsonObject dir = new JsonObject();
        dir.addProperty("dirPath", key + "/");
        dir.addProperty("dirName", name);
        dirs.add(dir);
      } else {
        outputFile(item, key, name, call.flag("withUrl")).ifPresent(files::add);
      }
    }
    JsonObject answer = new JsonObject();
    answer.add("dirs", dirs);
    answer.add("files", files);
    answer.addProperty("exceeded", items.size() > PAGE); // also where all pages were read
    return Reply.ok(answer);
  }

  /** Empty if it has gone since its folder was read, or is a pipe, which has no content to give. */
  private Optional<JsonObject> outputFile(Path item, String key, String name, boolean withUrl) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(item, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!attributes.isRegularFile()) {
      return Optional.empty();
    }
    JsonObject file = new JsonObject();
    file.addProperty("key", key);
    file.addProperty("fileName", name);
    file.addProperty(
        "lastModified",
        attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    file.addProperty("size", attributes.size());
    if (withUrl) {
      file.addProperty("url", storage.address(key, name));
    } else {
      file.add("url", JsonNull.INSTANCE);
    }
    return Optional.of(file);
  }
}
