package dev.hibi.model.network;

import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.weights.PyTorchFile;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights that a network begins with, under torchvision's names and in the order of its {@code
 * state_dict}: for each convolution {@code weight} (float32, O x I x H x W), for each batch
 * normalisation {@code weight}, {@code bias}, {@code running_mean}, {@code running_var} (float32,
 * C) and {@code num_batches_tracked} (int64 scalar), and the head {@code fc.weight} (float32,
 * classes x features) and {@code fc.bias} (float32, classes).
 */
public final class NetworkWeights {

  private NetworkWeights() {}

  /**
   * Random weights as torchvision initialises them: convolutions normal with variance 2 / fan-out
   * (He et al. 2015), batch normalisation 1 and 0, the head uniform within 1 / sqrt(features).
   *
   * @param seed equal seeds give equal weights on every machine; each tensor has its own stream
   */
  public static StateDict random(NetworkDefinition network, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.parameters().forEach(slot -> tensors.put(slot.name(), slot.draw(seed)));
    return new StateDict(tensors);
  }

  /**
   * Weights from a file: the backbone is the file's; so is the head if it has the right shape,
   * otherwise it is random.
   *
   * @param file safetensors, or a {@linkplain PyTorchFile file of PyTorch}, with torchvision's
   *     names, all of which may follow {@code module.}; {@code num_batches_tracked} may be absent
   * @param seed of a random head
   * @throws IOException if the file cannot be read, is for another network by its metadata, or
   *     lacks tensors, has unexpected or misshaped ones: the message lists every one
   */
  public static StateDict load(Path file, NetworkDefinition network, long seed) throws IOException {
    return load(file, network, network, seed);
  }

  /**
   * As {@link #load(Path, NetworkDefinition, long)} where the file may be of a larger network, of
   * which this one is a part: what this one lacks is left aside.
   *
   * @param whole the larger network, under the same name
   */
  public static StateDict load(
      Path file, NetworkDefinition network, NetworkDefinition whole, long seed) throws IOException {
    if (PyTorchFile.isOne(file)) {
      return fit(PyTorchFile.read(file), network, whole, seed, file);
    }
    Safetensors.Content content = Safetensors.readContent(file);
    requireNetwork(content, network, file);
    return fit(content.tensors().withoutPrefix("module."), network, whole, seed, file);
  }

  /**
   * The weights of a finished model, whole: each tensor of the network and no other, of its type
   * and shape, every value finite, no variance below 0.
   *
   * @param file safetensors, at most as large as the network's weights and a header may be
   * @param digest as for {@link Safetensors#readContent(Path, MessageDigest)}
   * @return in the order of the network's parameters
   * @throws IOException if the file cannot be read, or holds anything else: the message tells what
   */
  public static StateDict loadWhole(Path file, NetworkDefinition network, MessageDigest digest)
      throws IOException {
    long most = mostBytes(network);
    if (Files.size(file) > most) { // before memory is taken for it
      throw new IOException(
          "weights do not fit: expected at most %d bytes for %s, found %d (%s)"
              .formatted(most, network.name(), Files.size(file), file));
    }
    Safetensors.Content content = Safetensors.readContent(file, digest);
    requireNetwork(content, network, file);
    return requireWhole(content.tensors(), network, file);
  }

  /** How many bytes a file of a network's weights has at most. */
  public static long mostBytes(NetworkDefinition network) {
    long values = 0;
    for (Parameter slot : network.parameters()) {
      values = Math.addExact(values, slot.elementCount() * slot.type().byteCount());
    }
    return 8 + Safetensors.MAX_HEADER_BYTES + values;
  }

  /**
   * Checks weights as {@link #loadWhole} does.
   *
   * @param where for messages
   * @return the same tensors in the order of the network's parameters
   * @throws IOException if they do not fit: the message tells what
   */
  public static StateDict requireWhole(StateDict weights, NetworkDefinition network, Path where)
      throws IOException {
    return require(weights, network.parameters(), network, where);
  }

  /**
   * Checks weights as {@link #requireWhole} does, that are those of all layers but the head, and no
   * others.
   *
   * @param where for messages
   * @return the same tensors in the order of the network's parameters
   * @throws IOException if they do not fit: the message tells what
   */
  public static StateDict requireHeadless(StateDict weights, NetworkDefinition network, Path where)
      throws IOException {
    return require(weights, headless(network), network, where);
  }

  /**
   * Those of a network's weights that are not its head's.
   *
   * @param weights all of them, at least; others are left aside
   * @return in the order of the network's parameters
   * @throws IllegalArgumentException if one is missing
   */
  public static StateDict headless(StateDict weights, NetworkDefinition network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    headless(network).forEach(slot -> tensors.put(slot.name(), weights.get(slot.name())));
    return new StateDict(tensors);
  }

  private static List<Parameter> headless(NetworkDefinition network) {
    List<Parameter> slots = new ArrayList<>(network.parameters());
    slots.removeAll(network.head().parameters());
    return slots;
  }

  private static StateDict require(
      StateDict weights, List<Parameter> slots, NetworkDefinition network, Path where)
      throws IOException {
    requireFit(weights, slots, List.of(), network.name(), true, where);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter slot : slots) {
      Tensor tensor = weights.get(slot.name());
      if (slot.type() == Tensor.Type.FLOAT32) {
        if (slot.name().endsWith(".running_var") || !isFinite(tensor)) {
          requireUsable(slot, tensor.floats(), where);
        }
      }
      tensors.put(slot.name(), tensor);
    }
    return new StateDict(tensors);
  }

  /** By the exponents, in pieces: value by value it takes longer than reading the file. */
  private static boolean isFinite(Tensor tensor) {
    IntBuffer bits = tensor.bytes().asIntBuffer();
    int[] piece = new int[Math.min(bits.remaining(), 1 << 12)];
    int carry = 0; // into the sign, from an exponent of ones alone
    while (bits.hasRemaining()) {
      int count = Math.min(piece.length, bits.remaining());
      bits.get(piece, 0, count);
      for (int i = 0; i < count; i++) {
        carry |= (piece[i] & Integer.MAX_VALUE) + (1 << 23);
      }
    }
    return carry >= 0;
  }

  private static void requireUsable(Parameter slot, FloatBuffer values, Path where)
      throws IOException {
    boolean variance = slot.name().endsWith(".running_var");
    for (int i = 0; i < values.limit(); i++) {
      float value = values.get(i);
      if (!(Math.abs(value) <= Float.MAX_VALUE) || (variance && value < 0)) {
        throw new IOException(
            "unusable weights: expected %s, found %s (value %d of %s in %s)"
                .formatted(
                    variance ? "finite numbers of 0 and more" : "finite numbers",
                    value,
                    i,
                    slot.name(),
                    where));
      }
    }
  }

  private static void requireNetwork(
      Safetensors.Content content, NetworkDefinition network, Path file) throws IOException {
    String stated = content.metadata().getOrDefault("arch", network.name()).replace('_', '-');
    if (!stated.equals(network.name())) {
      throw new IOException(
          "weights of another backbone: expected %s, found %s (metadata 'arch' of %s)"
              .formatted(network.name(), stated, file));
    }
  }

  private static StateDict fit(
      StateDict given, NetworkDefinition network, NetworkDefinition whole, long seed, Path file)
      throws IOException {
    Set<String> beyond = new LinkedHashSet<>(given.names());
    network.parameters().forEach(slot -> beyond.remove(slot.name()));
    boolean larger = whole.parameters().stream().anyMatch(slot -> beyond.contains(slot.name()));
    List<Parameter> backbone = new ArrayList<>((larger ? whole : network).parameters());
    List<Parameter> head = network.head().parameters();
    backbone.removeIf(slot -> head.stream().anyMatch(other -> other.name().equals(slot.name())));
    requireFit(given, backbone, head, network.name(), false, file);
    // Both tensors of the head come from the same side.
    boolean wholeHead =
        head.stream()
            .allMatch(slot -> given.contains(slot.name()) && slot.fits(given.get(slot.name())));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter slot : network.parameters()) {
      boolean taken = head.contains(slot) ? wholeHead : given.contains(slot.name());
      tensors.put(slot.name(), taken ? given.get(slot.name()) : slot.draw(seed));
    }
    return new StateDict(tensors);
  }

  /**
   * Lists what does not fit.
   *
   * @param head may be absent or of another shape
   * @param counts whether counts of batches must be there
   */
  private static void requireFit(
      StateDict given,
      List<Parameter> backbone,
      List<Parameter> head,
      String network,
      boolean counts,
      Path file)
      throws IOException {
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    Set<String> unexpected = new LinkedHashSet<>(given.names());
    for (Parameter slot : backbone) {
      String name = slot.name();
      if (!unexpected.remove(name)) {
        // A count of batches changes nothing that is computed, and old files have none.
        if (counts || slot.type() != Tensor.Type.INT64) {
          missing.add(name);
        }
      } else if (!slot.fits(given.get(name))) {
        misshaped.add("%s (expected %s, found %s)".formatted(name, slot.layout(), given.get(name)));
      }
    }
    head.forEach(slot -> unexpected.remove(slot.name()));
    if (!(missing.isEmpty() && misshaped.isEmpty() && unexpected.isEmpty())) {
      throw new IOException(
          "weights do not fit: expected those of %s, found %d missing %s, %d unexpected %s, %d misshaped %s (%s)"
              .formatted(
                  network,
                  missing.size(),
                  missing,
                  unexpected.size(),
                  unexpected,
                  misshaped.size(),
                  misshaped,
                  file));
    }
  }
}
