package dev.hibi.model;

import dev.hibi.Sha256;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A file of tensors beside a model's weights: read if it is what {@code model.json} says.
 *
 * @param bad what it is called in messages, such as {@code bank}
 * @param changed that it is no more what it was
 */
record StoredTensors(String bad, String changed) {

  /** Makes something of tensors. */
  interface Reader<T> {
    /**
     * Reads.
     *
     * @throws IllegalArgumentException if they are not what they should be
     * @throws IOException likewise, of a message that names the file
     */
    T read(StateDict tensors) throws IOException;
  }

  /**
   * Reads a file.
   *
   * @param stated what it must be
   * @param most how many bytes it may have
   * @param kind of rows that so many bytes are of, for messages
   * @throws IOException if it is absent, has changed, or is not what the reader wants
   */
  <T> T read(Path file, FileDigest stated, long most, String kind, Reader<T> reader)
      throws IOException {
    requireThere(file, stated);
    if (stated.byteCount() > most) {
      throw new IOException(
          "bad %s: expected at most %d bytes of %s, found %d (%s)"
              .formatted(bad, most, kind, stated.byteCount(), file));
    }
    MessageDigest digest = Sha256.begin();
    try {
      StateDict tensors = Safetensors.readContent(file, digest).tensors();
      String found = Sha256.digits(digest);
      if (!found.equals(stated.sha256())) {
        throw changed("SHA-256 " + stated.sha256(), found, file);
      }
      return reader.read(tensors);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s (%s)".formatted(e.getMessage(), file), e);
    } catch (IOException e) {
      if (Files.isRegularFile(file) && !Sha256.of(file).equals(stated.sha256())) {
        throw changed("SHA-256 " + stated.sha256(), Sha256.of(file), file); // the cause
      }
      throw e;
    }
  }

  /**
   * Checks what can be told without reading.
   *
   * @throws IOException if the file is absent, or has another length
   */
  void requireThere(Path file, FileDigest stated) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "not a whole model: expected %s, found none (%s)"
              .formatted(file.getFileName(), file.getParent()));
    }
    if (Files.isRegularFile(file) && Files.size(file) != stated.byteCount()) {
      throw changed(stated.byteCount() + " bytes", String.valueOf(Files.size(file)), file);
    }
  }

  private IOException changed(String expected, String found, Path file) {
    return new IOException(
        "%s: expected %s, found %s (%s)".formatted(changed, expected, found, file));
  }
}
