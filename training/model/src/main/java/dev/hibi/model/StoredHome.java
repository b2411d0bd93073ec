package dev.hibi.model;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link HomeRows} as they lie in {@code home.safetensors}: {@code rows}, float32 (N, width), as
 * the head sees them, {@code labels}, int64 (N), and {@code counts}, int64 (classes). No metadata,
 * so that equal rows give equal bytes.
 */
final class StoredHome {
  private static final StoredTensors FILE =
      new StoredTensors("home rows", "home rows changed since they were written");
  private static final String ROWS = "rows";
  private static final String LABELS = "labels";
  private static final String COUNTS = "counts";
  private static final long HEADER = 4_096; // more than any has

  private StoredHome() {}

  static void write(HomeRows home, WritableByteChannel out) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    FeatureRows rows = home.rows();
    tensors.put(ROWS, Tensor.of(rows.values(), rows.count(), rows.width()));
    tensors.put(LABELS, Tensor.ofLongs(home.labels().stream().mapToLong(label -> label).toArray()));
    tensors.put(COUNTS, Tensor.ofLongs(home.counts().stream().mapToLong(count -> count).toArray()));
    Safetensors.write(out, new StateDict(tensors), Map.of());
  }

  /**
   * Reads what was written.
   *
   * @param stated what the file must be
   * @param width how many features the head sees
   * @param classes how many the model has
   * @throws IOException if it is absent, has changed, or has no such rows
   */
  static HomeRows read(Path file, FileDigest stated, int width, int classes) throws IOException {
    long most = HEADER + HomeRows.MOST_ROWS * (4L * width + 8) + 8L * classes;
    String kind = "%d rows of %d features".formatted(HomeRows.MOST_ROWS, width);
    return FILE.read(file, stated, most, kind, tensors -> of(tensors, width, classes));
  }

  private static HomeRows of(StateDict tensors, int width, int classes) {
    Tensor rows = tensor(tensors, ROWS, Tensor.Type.FLOAT32);
    Tensor labels = tensor(tensors, LABELS, Tensor.Type.INT64);
    Tensor counts = tensor(tensors, COUNTS, Tensor.Type.INT64);
    long count = labels.elementCount();
    if (!Arrays.equals(rows.shape(), new long[] {count, width})
        || !Arrays.equals(labels.shape(), new long[] {count})
        || !Arrays.equals(counts.shape(), new long[] {classes})
        || tensors.names().size() != 3) {
      throw new IllegalArgumentException(
          "bad home rows: expected rows of %d features, a label of each and counts of %d classes alone, found %s"
              .formatted(width, classes, tensors.asMap()));
    }
    return new HomeRows(
        FeatureRows.of(rows.toFloatArray(), width),
        Arrays.stream(labels.toLongArray()).mapToObj(StoredHome::small).toList(),
        Arrays.stream(counts.toLongArray()).boxed().toList());
  }

  private static Integer small(long label) {
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, label)); // neither is a class
  }

  private static Tensor tensor(StateDict tensors, String name, Tensor.Type type) {
    if (!tensors.contains(name) || tensors.get(name).type() != type) {
      throw new IllegalArgumentException(
          "bad home rows: expected %s of %s, found %s".formatted(name, type, tensors.asMap()));
    }
    return tensors.get(name);
  }
}
