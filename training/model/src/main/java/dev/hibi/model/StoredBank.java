package dev.hibi.model;

import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FamiliarityScale;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link NeighbourBank} as it lies in {@code bank.safetensors}: {@code rows}, float32 (N, width),
 * each of the Euclidean length 1, and {@code reference}, float32 (N), ascending. No metadata, so
 * that equal banks give equal bytes.
 *
 * @param features what of the network the rows are, as {@code model.json} says
 * @param rows as they are stored, so that they are copied once, to where they are computed with
 * @param frozen weights of the network, as {@link StoredFrozen} has them; empty if it is the
 *     model's own
 */
record StoredBank(
    List<PooledLayer> features, Tensor rows, FamiliarityScale scale, Optional<StateDict> frozen) {
  private static final StoredTensors FILE =
      new StoredTensors("bank", "bank changed since it was written");
  private static final String ROWS = "rows";
  private static final String REFERENCE = "reference";
  private static final double CLOSE = 1e-3; // of a row's length to 1
  private static final long HEADER = 4_096; // more than any has

  /** The same rows, which are features of another network than the model's. */
  StoredBank featuresOf(StateDict weights) {
    return new StoredBank(features, rows, scale, Optional.of(weights));
  }

  /** What the model's own network gives beside its logits to ask the bank by. */
  List<PooledLayer> besideLogits() {
    return frozen.isPresent() ? List.of() : features;
  }

  /** The bank for who asks it elsewhere; its rows are copied. */
  ImageBank images() {
    FeatureRows unit = FeatureRows.of(rows.toFloatArray(), width());
    return new ImageBank(features, NeighbourBank.restore(unit, scale.reference()), frozen);
  }

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
   * @param features what of the network its rows are said to be
   * @param width how many numbers these are
   * @throws IOException if it is absent, has changed, or is no bank of such features
   */
  static StoredBank read(Path file, FileDigest stated, List<PooledLayer> features, int width)
      throws IOException {
    long most = HEADER + 4L * NeighbourBank.MOST_ROWS * (width + 1);
    String kind = "rows of %d features".formatted(width);
    return FILE.read(file, stated, most, kind, tensors -> of(tensors, features, width));
  }

  /**
   * Checks what can be told without reading.
   *
   * @throws IOException if it is absent, or has another length
   */
  static void requireThere(Path file, FileDigest stated) throws IOException {
    FILE.requireThere(file, stated);
  }

  private static StoredBank of(StateDict tensors, List<PooledLayer> features, int width) {
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
    return new StoredBank(features, rows, FamiliarityScale.of(ascending), Optional.empty());
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
