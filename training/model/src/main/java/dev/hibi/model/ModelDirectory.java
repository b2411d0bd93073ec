package dev.hibi.model;

import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.LogisticHead;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A trained model on disk: a directory with
 *
 * <ul>
 *   <li>{@code model.safetensors}, the weights alone under torchvision's names: equal weights give
 *       equal bytes;
 *   <li>{@code model.json}, a {@link ModelDescription}, and the SHA-256 of the other files and of
 *       itself;
 *   <li>{@code model.pt}, the network with its weights as TorchScript, which Python and C++ open as
 *       it is; its input is float32 (N, 3, H, W), its output logits float32 (N, classes);
 *   <li>where the model can tell which images it knows, {@code bank.safetensors}, the features of
 *       some that it was trained on, and how far these are from each other;
 *   <li>where its head can be trained anew, {@code home.safetensors}, {@linkplain HomeRows some of
 *       what it was trained on}, which is read and checked only when it is {@linkplain #homeRows
 *       asked for}.
 * </ul>
 *
 * <p>A model is data: those but the third say all, and only they are read here, checked in every
 * respect. {@code model.pt} is a program, made of them for others; it is never opened here, and may
 * be absent.
 */
public final class ModelDirectory {
  static final String SCRIPT = "model.pt";
  static final String WEIGHTS = "model.safetensors";
  static final String DESCRIPTION = "model.json";
  static final String BANK = "bank.safetensors";
  static final String HOME = "home.safetensors";

  private ModelDirectory() {}

  /**
   * What a directory holds.
   *
   * @param weights in the order of the network's parameters, all of them, finite
   * @param bank of the images that it knows, if it has one
   */
  record Content(ModelDescription description, StateDict weights, Optional<StoredBank> bank) {}

  /**
   * What a model keeps of the images that its head was trained on.
   *
   * @param bank by which it tells what it knows
   * @param home by which its head can be trained anew, as the head sees them
   */
  public record Kept(Optional<ImageBank> bank, Optional<HomeRows> home) {
    /** Of a network that has learned itself. */
    public static final Kept NOTHING = new Kept(Optional.empty(), Optional.empty());

    private List<PooledLayer> known() {
      return bank.map(ImageBank::features).orElse(List.of());
    }

    private void requireWidth(NetworkDefinition network) {
      bank.ifPresent(
          kept -> requireWidth("bank", kept.rows().rows().width(), network.knownWidth()));
      home.ifPresent(kept -> requireWidth("home rows", kept.rows().width(), network.head().in()));
    }

    private static void requireWidth(String what, int found, int expected) {
      if (found != expected) {
        throw new IllegalArgumentException(
            "%s of other features: expected %d in each row, found %d"
                .formatted(what, expected, found));
      }
    }
  }

  /**
   * What a directory holds, while the digest of its weights is still being computed. They can do no
   * harm before that is known: they are numbers that fit the network.
   */
  static final class Unverified implements AutoCloseable {
    private final Content content;
    private final Path file;
    private final Optional<FileDigest> stated;
    private final BackgroundDigest digest;

    private Unverified(
        Content content, Path file, Optional<FileDigest> stated, BackgroundDigest digest) {
      this.content = content;
      this.file = file;
      this.stated = stated;
      this.digest = digest;
    }

    Content content() {
      return content;
    }

    /**
     * Waits for the digest.
     *
     * @throws IOException if the weights changed since they were written
     */
    void require() throws IOException {
      if (stated.isPresent()) {
        requireUnchanged(Sha256.digits(digest), file, stated.get());
      }
    }

    @Override
    public void close() {
      digest.close();
    }
  }

  /** The network that a description speaks of. */
  interface Networks {
    /**
     * The network.
     *
     * @param known what it gives beside its logits, such as {@link StoredBank#features}; may be
     *     empty
     */
    NetworkDefinition of(ModelDescription description, List<PooledLayer> known);
  }

  /**
   * Reads a model, of this format or an earlier one.
   *
   * @throws IOException if it is none, broken, changed since it was written, or its parts do not
   *     belong together
   */
  static Content read(Path directory, Networks network) throws IOException {
    try (Unverified model = open(directory, network)) {
      model.require();
      return model.content();
    }
  }

  /**
   * As {@link #read}, but for the digest of the weights, which the caller asks for.
   *
   * @throws IOException as {@link #read}
   */
  static Unverified open(Path directory, Networks network) throws IOException {
    ModelJson json = ModelJson.read(directory.resolve(DESCRIPTION));
    ModelDescription description = json.description();
    Path file = directory.resolve(WEIGHTS);
    if (!Files.exists(file)) {
      throw new IOException(
          "not a model: expected a directory with %s, found none (%s)"
              .formatted(WEIGHTS, directory));
    }
    Optional<FileDigest> stated = json.file(WEIGHTS);
    if (stated.isPresent() && Files.size(file) != stated.get().byteCount()) {
      throw new IOException(
          "weights changed since they were written: expected %d bytes, found %d (%s)"
              .formatted(stated.get().byteCount(), Files.size(file), file));
    }
    BackgroundDigest digest = new BackgroundDigest();
    try {
      NetworkDefinition definition = network.of(description, json.bankFeatures());
      requireFit(description.activations(), definition, directory);
      Optional<StoredBank> bank = bank(directory, json, definition);
      StateDict weights = NetworkWeights.loadWhole(file, definition, digest);
      return new Unverified(new Content(description, weights, bank), file, stated, digest);
    } catch (IOException e) {
      digest.close();
      if (stated.isPresent() && Files.isRegularFile(file)) {
        requireUnchanged(Sha256.of(file), file, stated.get()); // the cause, if it is damage
      }
      throw e;
    } catch (RuntimeException | Error e) {
      digest.close();
      throw e;
    }
  }

  private static Optional<StoredBank> bank(
      Path directory, ModelJson json, NetworkDefinition network) throws IOException {
    Optional<FileDigest> stated = json.file(BANK);
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    int width = network.knownWidth();
    return Optional.of(
        StoredBank.read(directory.resolve(BANK), stated.get(), json.bankFeatures(), width));
  }

  /**
   * Some of the rows that a model's head was trained on.
   *
   * @return empty if the model keeps none: it was written by an earlier release, or its network has
   *     learned itself
   * @throws IOException if there is no model, or they are not what it says
   */
  public static Optional<HomeRows> homeRows(Path directory) throws IOException {
    ModelJson json = ModelJson.read(directory.resolve(DESCRIPTION));
    Optional<FileDigest> stated = json.file(HOME);
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    int width = json.description().network().head().in();
    int classes = json.description().labels().size();
    return Optional.of(StoredHome.read(directory.resolve(HOME), stated.get(), width, classes));
  }

  private static void requireFit(
      ActivationRanges activations, NetworkDefinition network, Path directory) throws IOException {
    try {
      if (!activations.isEmpty()) {
        activations.requireFit(network);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "bad model: expected ranges of its network's activations, found '%s' (%s)"
              .formatted(e.getMessage(), directory.resolve(DESCRIPTION)),
          e);
    }
  }

  private static void requireUnchanged(String found, Path file, FileDigest stated)
      throws IOException {
    if (!found.equals(stated.sha256())) {
      throw new IOException(
          "weights changed since they were written: expected SHA-256 %s, found %s (%s)"
              .formatted(stated.sha256(), found, file));
    }
  }

  static NetworkDefinition network(ModelDescription description, List<PooledLayer> known) {
    return description.network(known);
  }

  /**
   * Writes a model; the directory appears whole or not at all and replaces a former one.
   *
   * @param weights in the layout of {@link NetworkWeights}, for as many classes as there are labels
   * @throws IOException if it cannot be written, or nobody could read it: a tensor is missing or
   *     not of the network, or has a value that is not finite
   * @throws IllegalArgumentException if the ranges of activations are of another network
   */
  public static void write(Path directory, ModelDescription description, StateDict weights)
      throws IOException {
    write(directory, description, weights, Kept.NOTHING);
  }

  /**
   * As the other, with what a model may keep.
   *
   * @throws IllegalArgumentException also if the bank or the home rows are of other features, or
   *     these of other classes
   */
  public static void write(
      Path directory, ModelDescription description, StateDict weights, Kept kept)
      throws IOException {
    write(directory, description, ModelDirectory::network, weights, kept);
  }

  static void write(
      Path directory, ModelDescription description, NetworkDefinition network, StateDict weights)
      throws IOException {
    write(directory, description, (any, known) -> network, weights, Kept.NOTHING);
  }

  static void write(
      Path directory, ModelDescription description, Networks networks, StateDict weights, Kept kept)
      throws IOException {
    NetworkDefinition network = networks.of(description, List.of());
    kept.requireWidth(networks.of(description, kept.known()));
    if (kept.home().isPresent() && kept.home().get().classes() != network.head().out()) {
      throw new IllegalArgumentException(
          "home rows of other classes: expected %d, found %d"
              .formatted(network.head().out(), kept.home().get().classes()));
    }
    if (!description.activations().isEmpty()) {
      description.activations().requireFit(network);
    }
    StateDict whole = NetworkWeights.requireWhole(weights, network, directory);
    TorchScript script = TorchScript.of(network, whole);
    WholeFiles.writeDirectory(
        directory,
        temporary -> {
          Map<String, FileDigest> files = new LinkedHashMap<>();
          writeScript(temporary, script, files);
          write(temporary, WEIGHTS, files, channel -> Safetensors.write(channel, whole, Map.of()));
          if (kept.bank().isPresent()) {
            NeighbourBank bank = kept.bank().get().rows();
            write(temporary, BANK, files, channel -> StoredBank.write(bank, channel));
          }
          if (kept.home().isPresent()) {
            HomeRows home = kept.home().get();
            write(temporary, HOME, files, channel -> StoredHome.write(home, channel));
          }
          writeDescription(temporary, new ModelJson(description, files, kept.known()));
        });
  }

  private static void writeScript(Path directory, TorchScript script, Map<String, FileDigest> files)
      throws IOException {
    write(
        directory,
        SCRIPT,
        files,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          script.write(out, "model");
          out.flush();
        });
  }

  private static void writeDescription(Path directory, ModelJson json) throws IOException {
    WholeFiles.writeAndForce(directory.resolve(DESCRIPTION), WholeFiles.text(json.text()));
  }

  /**
   * Writes a model that is another one with a threshold; all else stays, the weights to the byte.
   *
   * @param from a model of this format or an earlier one
   * @param to appears whole or not at all, and replaces a former model
   * @param positive the class that counts as crack
   * @throws IOException if the model is broken, as when it is read, or the other cannot be written
   * @throws IllegalArgumentException if the class is none of the model's
   */
  public static void copy(Path from, Path to, String positive, OperatingPoint point)
      throws IOException {
    copy(from, to, described -> described.with(positive, point), new StateDict(Map.of()));
  }

  /**
   * Writes a model that is another one with another head: what it is but for that stays, the other
   * weights to the byte, and what it keeps.
   *
   * @param from a model of this format or an earlier one
   * @param to appears whole or not at all, and replaces a former model
   * @param change what is said of it, such as {@link ModelDescription#refitted}; of the same
   *     network and as many classes
   * @param head of the model's features
   * @throws IOException if the model is broken, as when it is read, or the other cannot be written
   */
  public static void refit(
      Path from, Path to, UnaryOperator<ModelDescription> change, LogisticHead head)
      throws IOException {
    double[] bias = head.bias();
    double[] weights = head.weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("fc.weight", tensor(weights, bias.length, weights.length / bias.length));
    tensors.put("fc.bias", tensor(bias, bias.length));
    copy(from, to, change, new StateDict(tensors));
  }

  /**
   * Writes a model that is another one with a larger bank of ordinary patches; all else stays.
   *
   * @param from a model of mode normal
   * @param to appears whole or not at all, and replaces a former model
   * @param bank all of its rows, as wide as they were
   * @throws IOException if the model is broken, as when it is read, or the other cannot be written
   */
  public static void grow(Path from, Path to, FeatureRows bank, BankAddition addition)
      throws IOException {
    Tensor rows = Tensor.of(bank.values(), bank.count(), bank.width());
    StateDict changed = new StateDict(Map.of(PatchGrid.BANK, rows));
    copy(from, to, described -> described.grown(bank.count(), addition), changed);
  }

  private static Tensor tensor(double[] values, long... shape) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Tensor.of(rounded, shape);
  }

  private static void copy(
      Path from, Path to, UnaryOperator<ModelDescription> change, StateDict changed)
      throws IOException {
    Content model = read(from, ModelDirectory::network);
    ModelDescription description = change.apply(model.description());
    NetworkDefinition network = description.network();
    List<PooledLayer> known = model.bank().map(StoredBank::features).orElse(List.of());
    StateDict whole = NetworkWeights.requireWhole(model.weights().with(changed), network, from);
    TorchScript script = TorchScript.of(network, whole);
    List<String> copied = new ArrayList<>();
    if (changed.names().isEmpty()) {
      copied.add(WEIGHTS);
    }
    if (model.bank().isPresent()) {
      copied.add(BANK);
    }
    if (homeRows(from).isPresent()) {
      copied.add(HOME);
    }
    WholeFiles.writeDirectory(
        to,
        temporary -> {
          Map<String, FileDigest> files = new LinkedHashMap<>();
          writeScript(temporary, script, files);
          for (String name : copied) {
            write(
                temporary,
                name,
                files,
                channel -> Files.copy(from.resolve(name), Channels.newOutputStream(channel)));
          }
          if (!files.containsKey(WEIGHTS)) {
            write(
                temporary, WEIGHTS, files, channel -> Safetensors.write(channel, whole, Map.of()));
          }
          writeDescription(temporary, new ModelJson(description, files, known));
        });
  }

  /** Writes a file and notes what it is. */
  private static void write(
      Path directory, String name, Map<String, FileDigest> files, WholeFiles.FileWriter writer)
      throws IOException {
    WholeFiles.writeAndForce(
        directory.resolve(name),
        channel -> {
          Sha256.Channel digest = new Sha256.Channel(channel);
          writer.writeTo(digest);
          files.put(name, new FileDigest(digest.byteCount(), digest.digits()));
        });
  }
}
