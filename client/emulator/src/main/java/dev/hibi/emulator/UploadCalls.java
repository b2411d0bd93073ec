package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Uploads in parts, and addresses of stored files. */
final class UploadCalls {
  /** As the server numbers them, which takes numbers too. */
  private static final List<String> TYPES =
      List.of(
          "Unknown",
          "Data",
          "TrainingHistoryAttachedFiles",
          "PreprocContainerAttachedFiles",
          "TrainingContainerAttachedFiles",
          "TrainingContainerOutputFiles",
          "InferenceHistoryAttachedFiles",
          "InferenceContainerAttachedFiles",
          "InferenceContainerOutputFiles",
          "NotebookContainerAttachedFiles",
          "NotebookContainerOutputFiles",
          "ExperimentContainerAttachedFiles",
          "ExperimentContainerOutputFiles",
          "ExperimentHistoryAttachedFiles",
          "ExperimentPreprocContainerAttachedFiles");

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

  private static Optional<String> type(String text) {
    String name = text.strip();
    if (name.matches("[0-9]{1,2}")) {
      int number = Integer.parseInt(name);
      return number < TYPES.size() ? Optional.of(TYPES.get(number)) : Optional.of(name);
    }
    return TYPES.stream().filter(name::equalsIgnoreCase).findFirst();
  }

  private static String required(Call call, String parameter) {
    return call.query(parameter)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> ApiFailure.required(parameter));
  }

  private Reply begin(Call call) {
    String fileName = required(call, "fileName");
    String asked = required(call, "type");
    int parts = call.number("partSum", 0);
    if (parts == 0) { // less is taken, and has no addresses
      throw ApiFailure.badRequest(
          "The uploading file can not be parted. The file may be empty (0 byte).");
    }
    String type =
        type(asked).orElseThrow(() -> ApiFailure.badRequest("Unexpected resource type " + asked));
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
    if (tags.isEmpty()) {
      throw ApiFailure.badRequest(
          "The uploaded file was not able to be parted. The file may be empty (0 byte).");
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
    Optional<String> type = call.query("type").flatMap(UploadCalls::type);
    if (storedPath.isEmpty() || type.isEmpty()) {
      throw ApiFailure.badRequest("Invalid inputs.");
    }
    String name = call.query("fileName").orElse(storedPath);
    JsonObject answer = new JsonObject();
    answer.addProperty("url", storage.address(type.get() + "/" + storedPath, name));
    return Reply.ok(answer);
  }
}
