package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Uploads in parts, and addresses of stored files. */
final class UploadCalls {
  private static final Set<String> TYPES =
      Set.of(
          "data",
          "trainingcontaineroutputfiles",
          "trainingcontainerattachedfiles",
          "traininghistoryattachedfiles",
          "inferencehistoryattachedfiles",
          "inferencecontaineroutputfiles",
          "inferencecontainerattachedfiles",
          "notebookcontaineroutputfiles",
          "notebookcontainerattachedfiles",
          "preproccontainerattachedfiles",
          "experimenthistoryattachedfiles");
  private static final int MOST_PARTS = 10_000;

  private final Storage storage;

  UploadCalls(Storage storage) {
    this.storage = storage;
  }

  void addTo(Routes routes) {
    routes
        .add("GET /upload/parameter", "", this::begin)
        .add("POST /upload/complete", "", this::complete)
        .add("GET /download/url", "", this::address);
  }

  private static String type(Call call) {
    String type = call.query("type").orElseThrow(() -> ApiFailure.required("type"));
    if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw ApiFailure.badRequest("Resource type " + type + " is invalid.");
    }
    return type.equalsIgnoreCase("data") ? "Data" : type;
  }

  private Reply begin(Call call) {
    String fileName = call.query("fileName").orElseThrow(() -> ApiFailure.required("fileName"));
    int parts = call.number("partSum", 0);
    String type = type(call);
    if (parts < 1) {
      throw ApiFailure.badRequest(
          "The uploading file can not be parted. The file may be empty (0 byte).");
    }
    if (parts > MOST_PARTS) {
      throw ApiFailure.of(500, "Too many parts.", call.path());
    }
    int dot = fileName.lastIndexOf('.');
    String ending = dot < 0 ? "" : fileName.substring(dot).replaceAll("[^.\\p{Alnum}]", "");
    String storedPath = UUID.randomUUID() + ending;
    String key = type + "/" + storedPath;
    String uploadId = Storage.newUploadId();
    JsonObject answer = new JsonObject();
    try {
      answer.add("uris", Records.texts(storage.begin(key, uploadId, parts)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answer.addProperty("partsSum", parts);
    answer.addProperty("uploadId", uploadId);
    answer.addProperty("key", key);
    answer.addProperty("fileName", fileName);
    answer.addProperty("storedPath", storedPath);
    return Reply.ok(answer);
  }

  private Reply complete(Call call) {
    JsonObject body = call.body();
    String key = call.required(body, "key");
    String uploadId = call.required(body, "uploadId");
    if (!(body.get("partETags") instanceof JsonArray tags)) {
      throw ApiFailure.required("partETags");
    }
    List<String> inOrder = new ArrayList<>();
    for (JsonElement tag : tags) {
      String[] sides = tag.getAsString().split("\\+", -1);
      if (sides.length < 2 || !sides[0].equals(Integer.toString(inOrder.size() + 1))) {
        throw ApiFailure.of(500, "Input string was not in a correct format.", call.path());
      }
      inOrder.add(sides[1].replace("\"", ""));
    }
    try {
      Optional<String> trouble = storage.complete(key, uploadId, inOrder);
      if (trouble.isPresent()) {
        throw ApiFailure.of(500, trouble.get(), call.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.ok(body);
  }

  private Reply address(Call call) {
    String storedPath = call.query("storedPath").orElse("");
    String name = call.query("fileName").orElse(storedPath);
    JsonObject answer = new JsonObject();
    answer.addProperty("url", storage.address(type(call) + "/" + storedPath, name));
    return Reply.ok(answer);
  }
}
