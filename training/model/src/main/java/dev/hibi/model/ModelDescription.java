package dev.hibi.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
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
  private static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The JSON text: {@code format} (1), {@code backbone}, {@code labels}, {@code image}, … */
  String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("backbone", backbone.id());
    json.add("labels", GSON.toJsonTree(labels.names()));
    json.add("image", GSON.toJsonTree(imageSpec));
    json.add("provenance", GSON.toJsonTree(provenance));
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
      if (format != FORMAT) {
        throw new IOException(
            "unsupported model: expected format %d, found %d (%s)".formatted(FORMAT, format, file));
      }
      return new ModelDescription(
          Backbone.of(json.get("backbone").getAsString()),
          new ClassLabels(
              json.getAsJsonArray("labels").asList().stream().map(e -> e.getAsString()).toList()),
          GSON.fromJson(json.get("image"), ImageSpec.class),
          GSON.fromJson(json.get("provenance"), Provenance.class));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | ClassCastException
        | NullPointerException e) {
      throw new IOException(
          "bad model: expected format, backbone, labels, image and provenance, found '%s' (%s)"
              .formatted(e.getMessage(), file),
          e);
    }
  }
}
