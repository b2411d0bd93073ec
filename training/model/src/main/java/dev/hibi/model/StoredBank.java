package dev.hibi.model;

import dev.hibi.Sha256;
import dev.hibi.model.scoring.FamiliarityScale;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link NeighbourBank} as it lies in {@code bank.safetensors}: {@code rows}, float32 (N, width),
 * each of the Euclidean length 1, and {@code reference}, float32 (N), ascending. No metadata, so
 * that equal banks give equal bytes.
 *
 * @param rows as they are stored, so that they are copied once, to where they are computed with
 */
record StoredBank(Tensor rows, FamiliarityScale scale) {
  private static final String ROWS = "rows";
  private static final String REFERENCE = "reference";
  private static final double CLOSE = 1e-3; // of a row's length to 1
  private static final long HEADER = 4_096; // more than any has

  /** How many rows there are. */
  int count() {
    return (int) rows.shape()[0];
  }

  /** How many features a row has. */
  int width() {
    return (int) rows.shape()[1];
  }

  /** Distances are rounded to float32, which keeps their order. */
  static void write(NeighbourBank bank, WritableByteChannel out) throws IOException {
    double[] reference = bank.reference();
    float[] distances = new float[reference.length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = (float) reference[i];
    }
    int width = bank.rows().width();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(ROWS, Tensor.of(bank.rows().values(), distances.length, width));
    tensors.put(REFERENCE, Tensor.of(distances, distances.length));
    Safetensors.write(out, new StateDict(tensors), Map.of());
  }

  /**
   * Reads what was written.
   *
   * @param stated what the file must be
   * @param width how many features the head sees
   * @throws IOException if it is absent, has changed, or is no bank of such features
   */
  static StoredBank read(Path file, FileDigest stated, int width) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "not a whole model: expected %s, found none (%s)"
              .formatted(file.getFileName(), file.getParent()));
    }
    long most = HEADER + 4L * NeighbourBank.MOST_ROWS * (width + 1);
    if (Files.isRegularFile(file) && Files.size(file) != stated.byteCount()) {
      throw changed(stated.byteCount() + " bytes", String.valueOf(Files.size(file)), file);
    }
    if (stated.byteCount() > most) {
      throw new IOException(
          "bad bank: expected at most %d bytes of rows of %d features, found %d (%s)"
              .formatted(most, width, stated.byteCount(), file));
    }
    MessageDigest digest = Sha256.begin();
    try {
      StateDict tensors = Safetensors.readContent(file, digest).tensors();
      String found = Sha256.digits(digest);
      if (!found.equals(stated.sha256())) {
        throw changed("SHA-256 " + stated.sha256(), found, file);
      }
      return of(tensors, width);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s (%s)".formatted(e.getMessage(), file), e);
    } catch (IOException e) {
      if (Files.isRegularFile(file) && !Sha256.of(file).equals(stated.sha256())) {
        throw changed("SHA-256 " + stated.sha256(), Sha256.of(file), file); // the cause
      }
      throw e;
    }
  }

  private static IOException changed(String expected, String found, Path file) {
    return new IOException(
        "bank changed since it was written: expected %s, found %s (%s)"
            .formatted(expected, found, file));
  }

  private static StoredBank of(StateDict tensors, int width) {
    Tensor rows = tensor(tensors, ROWS);
    Tensor reference = tensor(tensors, REFERENCE);
    long count = reference.elementCount();
    if (!Arrays.equals(rows.shape(), new long[] {count, width})
        || !Arrays.equals(reference.shape(), new long[] {count})
        || count < NeighbourBank.K
        || count > NeighbourBank.MOST_ROWS
        || tensors.names().size() != 2) {
      throw new IllegalArgumentException(
          "bad bank: expected rows and reference alone, %d to %d rows of %d features, found %s"
              .formatted(NeighbourBank.K, NeighbourBank.MOST_ROWS, width, tensors.asMap()));
    }
    requireUnit(rows.floats(), (int) count, width);
    float[] distances = reference.toFloatArray();
    double[] ascending = new double[distances.length];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = distances[i];
    }
    return new StoredBank(rows, FamiliarityScale.of(ascending));
  }

  private static Tensor tensor(StateDict tensors, String name) {
    if (!tensors.contains(name) || tensors.get(name).type() != Tensor.Type.FLOAT32) {
      throw new IllegalArgumentException(
          "bad bank: expected %s of float32, found %s".formatted(name, tensors.asMap()));
    }
    return tensors.get(name);
  }

  private static void requireUnit(FloatBuffer values, int count, int width) {
    float[] row = new float[width];
    for (int i = 0; i < count; i++) {
      values.get(i * width, row);
      double square = 0;
      for (float value : row) {
        square += (double) value * value;
      }
      if (!(square == 0 || Math.abs(Math.sqrt(square) - 1) < CLOSE)) { // also if it is no number
        throw new IllegalArgumentException(
            "bad bank: expected rows of the length 1, found %s (row %d)"
                .formatted(Math.sqrt(square), i));
      }
    }
  }
}
