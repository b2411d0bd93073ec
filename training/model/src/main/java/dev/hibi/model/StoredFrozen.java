package dev.hibi.model;

import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The weights of the network that a bank's rows are features of, as they lie in {@code
 * frozen.safetensors}: under torchvision's names, all up to the last layer that these need, and
 * neither one behind it nor a head. No metadata, so that equal weights give equal bytes.
 */
final class StoredFrozen {
  private static final StoredTensors FILE =
      new StoredTensors("frozen weights", "frozen weights changed since they were written");

  private StoredFrozen() {}

  /** The same network with a head that nobody asks, which an engine wants. */
  static StateDict withHead(StateDict weights, NetworkDefinition network) {
    return weights.with(NetworkWeights.random(network.headAlone(), 0));
  }

  /**
   * Writes weights.
   *
   * @param weights those of the network but its head's, and no others
   */
  static void write(StateDict weights, WritableByteChannel out) throws IOException {
    Safetensors.write(out, weights, Map.of());
  }

  /**
   * Reads what was written.
   *
   * @param stated what the file must be
   * @param features what of the network the bank's rows are
   * @param network that ends with these
   * @throws IOException if it is absent, has changed, or has other weights than the network's
   */
  static StateDict read(
      Path file, FileDigest stated, List<PooledLayer> features, NetworkDefinition network)
      throws IOException {
    return FILE.read(
        file,
        stated,
        NetworkWeights.mostBytes(network),
        "%s up to %s".formatted(network.name(), features.get(features.size() - 1)),
        tensors -> NetworkWeights.requireHeadless(tensors, network, file));
  }

  /**
   * Checks what can be told without reading.
   *
   * @throws IOException if it is absent, or has another length
   */
  static void requireThere(Path file, FileDigest stated) throws IOException {
    FILE.requireThere(file, stated);
  }
}
