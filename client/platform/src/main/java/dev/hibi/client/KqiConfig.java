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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the platform's own command line remembers of a login: {@code ~/.kqi/config.json}, a JSON
 * object with {@code server}, {@code token}, perhaps {@code proxy}, {@code timeout} (seconds),
 * {@code expireDays} and Hibi's own {@code caFile}. Other fields stay as they are.
 *
 * <p>Immutable and thread-safe.
 */
public final class KqiConfig {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** What an {@code int} of seconds holds, about. */
  private static final int MOST_DAYS = 24_000;

  private final JsonObject fields;
  private final String source;

  private KqiConfig(JsonObject fields, String source) {
    this.fields = fields;
    this.source = source;
  }

  /**
   * Where the platform's command line looks: {@code ~/.kqi/config.json}, where {@code ~} is the
   * variable {@code HOME}, on Windows {@code USERPROFILE}, and else the user's folder as the system
   * knows it.
   */
  public static Path defaultFile() {
    return defaultFile(
        System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  static Path defaultFile(Map<String, String> environment, String system, String userHome) {
    boolean windows = system.toLowerCase(Locale.ROOT).startsWith("windows");
    String home = environment.getOrDefault(windows ? "USERPROFILE" : "HOME", "");
    return Path.of(home.isBlank() ? userHome : home, ".kqi", "config.json");
  }

  /** A configuration without anything else. */
  public static KqiConfig of(URI server, String token) {
    return new KqiConfig(new JsonObject(), "configuration").login(server, token);
  }

  /**
   * That of a program in a container of the platform, from {@code KQI_SERVER} and {@code
   * KQI_TOKEN}.
   *
   * @throws IllegalArgumentException if one of them is not set, or the address is none
   */
  public static KqiConfig fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  static KqiConfig fromEnvironment(Map<String, String> environment) {
    String server = variable("KQI_SERVER", environment);
    try {
      return of(URI.create(server), variable("KQI_TOKEN", environment));
    } catch (IllegalArgumentException e) { // without the text, which may hold a password
      throw e.getCause() == null
          ? e
          : new IllegalArgumentException(
              "bad server: expected an http address, found other text (KQI_SERVER)");
    }
  }

  private static String variable(String name, Map<String, String> environment) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "not in a container: expected the variable %s, found none".formatted(name));
    }
    return value;
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

  /** The server, if there is one that is an address. */
  public Optional<URI> knownServer() {
    try {
      return Optional.of(server());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
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

  /**
   * How long tokens live, the field {@code expireDays}; empty for the platform's default.
   *
   * @throws IllegalArgumentException if it is no number of days
   */
  public Optional<Duration> lifetime() {
    JsonElement value = fields.get("expireDays");
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    try {
      double days = value.getAsDouble();
      if (days > 0 && days <= MOST_DAYS) {
        return Optional.of(Duration.ofSeconds(Math.round(days * 86_400)));
      }
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "bad expireDays: expected a number of days up to %d, found %s (%s)"
            .formatted(MOST_DAYS, value, source));
  }

  /**
   * A file of certificate authorities that are trusted, too: the field {@code caFile}, which the
   * platform's own command line does not know.
   */
  public Optional<Path> caFile() {
    JsonElement value = fields.get("caFile");
    return value == null || !value.isJsonPrimitive() || value.getAsString().isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(value.getAsString()));
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

  /** Without a proxy. */
  public KqiConfig withoutProxy() {
    return without("proxy");
  }

  /** With another file of certificate authorities. */
  public KqiConfig caFile(Path pem) {
    JsonObject changed = fields.deepCopy();
    changed.addProperty("caFile", pem.toAbsolutePath().normalize().toString());
    return new KqiConfig(changed, source);
  }

  /** Without a proxy and a file of certificate authorities: for another server. */
  public KqiConfig withoutNetwork() {
    return without("proxy").without("caFile");
  }

  private KqiConfig without(String field) {
    JsonObject changed = fields.deepCopy();
    changed.remove(field);
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
