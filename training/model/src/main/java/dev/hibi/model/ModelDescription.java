package dev.hibi.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What {@code model.json} says of a model: all that is needed to use its weights.
 *
 * @param backbone the network
 * @param labels the classes in the order of the logits
 * @param imageSpec how images are prepared
 * @param provenance where it comes from
 */
public record ModelDescription(
    Backbone backbone, ClassLabels labels, ImageSpec imageSpec, Provenance provenance) {
  private static final int FORMAT = 2;

  /** In which the settings stood in the provenance itself, as text. Still read. */
  private static final int FORMER_FORMAT = 1;

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls() // there may be some in the settings, whatever they are
          .create();

  /**
   * The JSON text: {@code format} (2), {@code backbone}, {@code labels}, {@code image}, {@code
   * provenance} with {@code started} and {@code settings}.
   */
  String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("backbone", backbone.id());
    json.add("labels", GSON.toJsonTree(labels.names()));
    json.add("image", GSON.toJsonTree(imageSpec));
    json.add("provenance", toJson(provenance));
    return GSON.toJson(json) + "\n";
  }

  /**
   * Reads {@code model.json}.
   *
   * @throws IOException if the file is absent, of another format version or broken
   */
  static ModelDescription read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "not a model: expected a directory with model.json, found none (%s)"
              .formatted(file.getParent()),
          e);
    }
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int format = json.get("format").getAsInt();
      if (format != FORMAT && format != FORMER_FORMAT) {
        throw new IOException(
            "unsupported model: expected format %d or %d, found %d (%s)"
                .formatted(FORMER_FORMAT, FORMAT, format, file));
      }
      return new ModelDescription(
          Backbone.of(json.get("backbone").getAsString()),
          new ClassLabels(
              json.getAsJsonArray("labels").asList().stream().map(e -> e.getAsString()).toList()),
          GSON.fromJson(json.get("image"), ImageSpec.class),
          provenance(format, json.getAsJsonObject("provenance")));
    } catch (RuntimeException e) { // of many kinds: no JSON, absent, of another type, refused
      String found = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new IOException(
          "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)"
              .formatted(found, file),
          e);
    }
  }

  private static JsonObject toJson(Provenance provenance) {
    JsonObject json = new JsonObject();
    json.addProperty("started", provenance.started());
    json.add("settings", JsonParser.parseString(provenance.settings()));
    return json;
  }

  private static Provenance provenance(int format, JsonObject json) {
    String started = json.get("started").getAsString();
    if (format == FORMAT) {
      return new Provenance(started, json.getAsJsonObject("settings").toString());
    }
    json.remove("started");
    return new Provenance(started, json.toString());
  }
}
