package dev.hibi.model;

import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@link ImageDigests} as they lie in {@code learned.safetensors}: {@code digests}, int64 (N), in
 * ascending order. No metadata, so that equal images give equal bytes.
 */
final class StoredLearned {
  private static final StoredTensors FILE =
      new StoredTensors(
          "digests of learned images", "digests of learned images changed since they were written");
  private static final String DIGESTS = "digests";
  private static final long MOST = 1L << 30; // of 134 million images

  private StoredLearned() {}

  static void write(ImageDigests learned, WritableByteChannel out) throws IOException {
    Safetensors.write(
        out, new StateDict(Map.of(DIGESTS, Tensor.ofLongs(learned.values()))), Map.of());
  }

  /**
   * Reads what was written.
   *
   * @param stated what the file must be
   * @throws IOException if it is absent, has changed, or has no such digests
   */
  static ImageDigests read(Path file, FileDigest stated) throws IOException {
    return FILE.read(file, stated, MOST, "digests", StoredLearned::of);
  }

  private static ImageDigests of(StateDict tensors) {
    if (tensors.names().size() != 1
        || !tensors.contains(DIGESTS)
        || tensors.get(DIGESTS).type() != Tensor.Type.INT64
        || tensors.get(DIGESTS).shape().length != 1) {
      throw new IllegalArgumentException(
          "bad digests of learned images: expected %s of int64 in one dimension alone, found %s"
              .formatted(DIGESTS, tensors.asMap()));
    }
    return ImageDigests.ofValues(tensors.get(DIGESTS).toLongArray());
  }
}
