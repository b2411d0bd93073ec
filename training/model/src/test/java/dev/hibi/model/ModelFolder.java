package dev.hibi.model;

import dev.hibi.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Matcher;

/** Changes a model folder as a person with an editor, or a broken disk, might. */
final class ModelFolder {
  private static final java.util.regex.Pattern DIGITS =
      java.util.regex.Pattern.compile("\"sha256\": \"([0-9a-f]{64})\"\\s*}\\s*$");

  private ModelFolder() {}

  /** Changes the text of model.json. */
  static Path edit(Path model, String before, String after) throws IOException {
    Path json = model.resolve("model.json");
    String text = Files.readString(json);
    if (!text.contains(before)) {
      throw new IllegalArgumentException("no '" + before + "' in " + text);
    }
    return Files.writeString(json, text.replace(before, after));
  }

  /** As the other, and makes the digest of model.json right again. */
  static Path editAndSeal(Path model, String before, String after) throws IOException {
    Path json = edit(model, before, after);
    Files.writeString(json, sealed(Files.readString(json)));
    return json;
  }

  /** A text of model.json with its own digest, if it has the place for it. */
  static String sealed(String text) {
    Matcher digits = DIGITS.matcher(text);
    return digits.find()
        ? ModelJson.withDigest(
            text.substring(0, digits.start(1)) + "0".repeat(64) + text.substring(digits.end(1)))
        : text;
  }

  /** Writes other weights, with all digests right again. */
  static void writeWeights(Path model, byte[] weights) throws IOException {
    write(model, "model.safetensors", weights);
  }

  /** Writes another bank, with all digests right again. */
  static void writeBank(Path model, byte[] bank) throws IOException {
    write(model, "bank.safetensors", bank);
  }

  /** Writes other weights of the network that a bank is of, with all digests right again. */
  static void writeFrozen(Path model, byte[] weights) throws IOException {
    write(model, "frozen.safetensors", weights);
  }

  /** Writes other home rows, with all digests right again. */
  static void writeHome(Path model, byte[] home) throws IOException {
    write(model, "home.safetensors", home);
  }

  /** Writes other digests of images, with all digests right again. */
  static void writeLearned(Path model, byte[] learned) throws IOException {
    write(model, "learned.safetensors", learned);
  }

  private static void write(Path model, String name, byte[] bytes) throws IOException {
    Path file = model.resolve(name);
    String size = "\"bytes\": ";
    long before = Files.size(file);
    String digest = sha256(Files.readAllBytes(file));
    Files.write(file, bytes);
    edit(model, size + before, size + bytes.length);
    editAndSeal(model, digest, sha256(bytes));
  }

  static String sha256(byte[] bytes) {
    MessageDigest digest = Sha256.begin();
    digest.update(bytes);
    return Sha256.digits(digest);
  }
}
