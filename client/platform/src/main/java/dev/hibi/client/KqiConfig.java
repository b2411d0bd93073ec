package dev.hibi.client;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the platform's own command line remembers of a login: {@code ~/.kqi/config.json}, a JSON
 * object with {@code server}, {@code token}, perhaps {@code proxy} and {@code timeout} (seconds).
 * Other fields stay as they are.
 *
 * <p>Immutable and thread-safe.
 */
public final class KqiConfig {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final JsonObject fields;
  private final String source;

  private KqiConfig(JsonObject fields, String source) {
    this.fields = fields;
    this.source = source;
  }

  /** Where the platform's command line looks: {@code ~/.kqi/config.json}. */
  public static Path defaultFile() {
    return Path.of(System.getProperty("user.home"), ".kqi", "config.json");
  }

  /** A configuration without anything else. */
  public static KqiConfig of(URI server, String token) {
    return new KqiConfig(new JsonObject(), "configuration").login(server, token);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not there or not readable
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static KqiConfig read(Path file) throws IOException {
    try {
      JsonObject fields = JsonParser.parseString(WholeFiles.readText(file)).getAsJsonObject();
      return new KqiConfig(fields, file.toString());
    } catch (JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException( // without a cause, which may quote the token
          "bad configuration: expected a JSON object, found other text (" + file + ")");
    }
  }

  /**
   * The server.
   *
   * @throws IllegalArgumentException if there is none, or it is no address
   */
  public URI server() {
    String text = text("server");
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) { // without a cause: it may have a password
      throw new IllegalArgumentException(
          "bad server: expected an http address, found other text (" + source + ")");
    }
  }

  /**
   * The token.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String token() {
    return text("token");
  }

  /**
   * A proxy's address; empty if there is none.
   *
   * @throws IllegalArgumentException if it is no address with a host
   */
  public Optional<URI> proxy() {
    JsonElement value = fields.get("proxy");
    if (value == null || !value.isJsonPrimitive() || value.getAsString().isBlank()) {
      return Optional.empty();
    }
    try {
      URI proxy = URI.create(value.getAsString());
      if (proxy.getHost() != null) {
        return Optional.of(proxy);
      }
    } catch (IllegalArgumentException e) {
      // falls through to the message, which does not repeat the value: it may have a password
    }
    throw new IllegalArgumentException(
        "bad proxy: expected an http address, found other text (" + source + ")");
  }

  /**
   * How long an answer may take; empty for the default.
   *
   * @throws IllegalArgumentException if it is no number
   */
  public Optional<Duration> timeout() {
    JsonElement value = fields.get("timeout");
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    try {
      double seconds = value.getAsDouble();
      return seconds > 0
          ? Optional.of(Duration.ofMillis(Math.round(1000 * seconds)))
          : Optional.empty();
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "bad timeout: expected a number of seconds, found %s (%s)".formatted(value, source), e);
    }
  }

  private String text(String name) {
    JsonElement value = fields.get(name);
    if (value == null || !value.isJsonPrimitive() || value.getAsString().isBlank()) {
      throw new IllegalArgumentException(
          "bad configuration: expected a text '%s', found none (%s)".formatted(name, source));
    }
    return value.getAsString();
  }

  /** With another server and token, the rest as it is. */
  public KqiConfig login(URI server, String token) {
    JsonObject changed = fields.deepCopy();
    changed.addProperty("server", server.toString());
    changed.addProperty("token", token);
    return new KqiConfig(changed, source);
  }

  /** With another proxy, the rest as it is. */
  public KqiConfig proxy(URI proxy) {
    JsonObject changed = fields.deepCopy();
    changed.addProperty("proxy", proxy.toString());
    return new KqiConfig(changed, source);
  }

  /**
   * Writes a file, whole or not at all, which only its owner may read. Makes its folder.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    WholeFiles.writeSecret(file, WholeFiles.text(GSON.toJson(fields) + "\n"));
  }

  /** The server, not the token. */
  @Override
  public String toString() {
    return "KqiConfig[" + source + "]";
  }
}
