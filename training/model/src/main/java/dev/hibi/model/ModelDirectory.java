package dev.hibi.model;

import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.LogisticHead;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.ScanPoint;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
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
 *   <li>where these are features of another network than the model's own, {@code
 *       frozen.safetensors}, the weights of that one, up to the last layer that they need; both
 *       files are then read only when a second pass is {@linkplain Classifier.Loader#familiarity
 *       asked for};
 *   <li>where its head can be trained anew, {@code home.safetensors}, {@linkplain HomeRows some of
 *       what it was trained on}, which is read and checked only when it is {@linkplain #homeRows
 *       asked for};
 *   <li>{@code learned.safetensors}, {@linkplain ImageDigests which image files it has learned
 *       from}, where these are known; read and checked only when it is {@linkplain #learned asked
 *       for}.
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
  static final String FROZEN = "frozen.safetensors";
  static final String HOME = "home.safetensors";
  static final String LEARNED = "learned.safetensors";

  private ModelDirectory() {}

  /**
   * What a directory holds.
   *
   * @param weights in the order of the network's parameters, all of them, finite
   * @param bank of the images that it knows, if it has one, and if it was asked for
   */
  record Content(ModelDescription description, StateDict weights, Optional<StoredBank> bank) {}

  /**
   * What a model keeps of the images that it was trained on.
   *
   * @param bank by which it tells what it knows
   * @param home by which its head can be trained anew, as the head sees them
   * @param learned which they are; empty if that is not known
   */
  public record Kept(Optional<ImageBank> bank, Optional<HomeRows> home, ImageDigests learned) {
    /** Of a network that has learned itself, from nobody knows what. */
    public static final Kept NOTHING =
        new Kept(Optional.empty(), Optional.empty(), ImageDigests.NONE);

    /** The same of these images. */
    public Kept with(ImageDigests images) {
      return new Kept(bank, home, images);
    }

    private List<PooledLayer> known() {
      return bank.map(ImageBank::features).orElse(List.of());
    }

    private void requireWidth(ModelDescription description, Networks networks) {
      bank.ifPresent(
          kept ->
              requireWidth(
                  "bank",
                  kept.rows().rows().width(),
                  kept.frozen().isPresent()
                      ? networks.frozen(description, kept.features()).head().in()
                      : networks.of(description, kept.features()).knownWidth()));
      int features = networks.of(description, List.of()).head().in();
      home.ifPresent(kept -> requireWidth("home rows", kept.rows().width(), features));
    }

    private static void requireWidth(String what, int found, int expected) {
      if (found != expected) {
        throw new IllegalArgumentException(
            "%s of other features: expected %d in each row, found %d"
                .formatted(what, expected, found));
      }
    }
  }

  /** The networks that a description speaks of. */
  interface Networks {
    /**
     * The model's own.
     *
     * @param known what it gives beside its logits, such as {@link StoredBank#features}; may be
     *     empty
     */
    NetworkDefinition of(ModelDescription description, List<PooledLayer> known);

    /**
     * The one that a bank is of, where that is not the model's: as far as the features need it. Its
     * head sees these.
     */
    default NetworkDefinition frozen(ModelDescription description, List<PooledLayer> features) {
      return description.frozenNetwork(features);
    }
  }

  /**
   * A model as its parts, for who computes with them elsewhere.
   *
   * @param network what the weights are of; where the model's own pass tells which images it knows,
   *     with {@linkplain NetworkDefinition#known what that is asked by}
   * @param weights in the order of the network's parameters, all of them, finite
   * @param bank of the images that it knows; empty if it has none, or it was not asked for
   * @param sha256 of {@code model.json}, which names the digests of all else
   */
  public record Parts(
      ModelDescription description,
      NetworkDefinition network,
      StateDict weights,
      Optional<ImageBank> bank,
      String sha256) {

    /** The network that the bank's rows are features of, where that is not the model's. */
    public Optional<NetworkDefinition> frozen() {
      return bank.filter(kept -> kept.frozen().isPresent())
          .map(kept -> description.frozenNetwork(kept.features()));
    }
  }

  /**
   * Reads a model as its parts, of this format or an earlier one; every digest is checked.
   *
   * @param secondPass whether a bank is wanted that is asked by another network than the model's;
   *     one that the model's own pass is asked by is read in any case
   * @throws IOException if it is none, broken, changed since it was written, or its parts do not
   *     belong together
   */
  public static Parts parts(Path directory, boolean secondPass) throws IOException {
    try (UnverifiedModel model =
        UnverifiedModel.open(directory, ModelDescription::network, secondPass)) {
      model.require();
      Content content = model.content();
      List<PooledLayer> known = content.bank().map(StoredBank::besideLogits).orElse(List.of());
      return new Parts(
          content.description(),
          content.description().network(known),
          content.weights(),
          content.bank().map(StoredBank::images),
          Sha256.of(directory.resolve(DESCRIPTION)));
    }
  }

  /**
   * Reads a model, of this format or an earlier one, with its bank.
   *
   * @throws IOException if it is none, broken, changed since it was written, or its parts do not
   *     belong together
   */
  static Content read(Path directory, Networks networks) throws IOException {
    try (UnverifiedModel model = UnverifiedModel.open(directory, networks, true)) {
      model.require();
      return model.content();
    }
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

  /**
   * Which image files a model has learned from, in training and at sites.
   *
   * @return {@link ImageDigests#NONE} if the model does not say: it was written by an earlier
   *     release, or learned from images of which nobody knows the files
   * @throws IOException if there is no model, or they are not what it says
   */
  public static ImageDigests learned(Path directory) throws IOException {
    Optional<FileDigest> stated = ModelJson.read(directory.resolve(DESCRIPTION)).file(LEARNED);
    return stated.isEmpty()
        ? ImageDigests.NONE
        : StoredLearned.read(directory.resolve(LEARNED), stated.get());
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
    write(directory, description, ModelDescription::network, weights, kept);
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
    kept.requireWidth(description, networks);
    if (kept.home().isPresent() && kept.home().get().classes() != network.head().out()) {
      throw new IllegalArgumentException(
          "home rows of other classes: expected %d, found %d"
              .formatted(network.head().out(), kept.home().get().classes()));
    }
    if (!description.activations().isEmpty()) {
      description.activations().requireFit(network);
    }
    StateDict whole = NetworkWeights.requireWhole(weights, network, directory);
    Optional<StateDict> frozen = frozen(directory, description, networks, kept);
    TorchScript script = TorchScript.of(network, whole);
    WholeFiles.writeDirectory(
        directory,
        temporary -> {
          WrittenModel model = new WrittenModel(temporary);
          model.script(script);
          model.weights(whole);
          if (kept.bank().isPresent()) {
            model.bank(kept.bank().get().rows());
          }
          if (frozen.isPresent()) {
            model.frozen(frozen.get());
          }
          if (kept.home().isPresent()) {
            model.home(kept.home().get());
          }
          if (kept.learned().count() > 0) {
            model.learned(kept.learned());
          }
          model.description(description, kept.known());
        });
  }

  private static Optional<StateDict> frozen(
      Path directory, ModelDescription description, Networks networks, Kept kept)
      throws IOException {
    Optional<StateDict> weights = kept.bank().flatMap(ImageBank::frozen);
    if (weights.isEmpty()) {
      return weights;
    }
    NetworkDefinition network = networks.frozen(description, kept.known());
    return Optional.of(NetworkWeights.requireHeadless(weights.get(), network, directory));
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
    Change change = new Change(described -> described.with(positive, point), Map.of());
    copy(from, to, change, ImageDigests.NONE);
  }

  /**
   * As the other, with a threshold of whole photographs.
   *
   * @throws IOException as there
   * @throws IllegalArgumentException as there
   */
  public static void copy(Path from, Path to, String positive, ScanPoint point) throws IOException {
    Change change = new Change(described -> described.with(positive, point), Map.of());
    copy(from, to, change, ImageDigests.NONE);
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
   * @param learned the images by which it was trained, which join those that there are
   * @throws IOException if the model is broken, as when it is read, or the other cannot be written
   */
  public static void refit(
      Path from,
      Path to,
      UnaryOperator<ModelDescription> change,
      LogisticHead head,
      ImageDigests learned)
      throws IOException {
    double[] bias = head.bias();
    double[] weights = head.weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("fc.weight", tensor(weights, bias.length, weights.length / bias.length));
    tensors.put("fc.bias", tensor(bias, bias.length));
    copy(from, to, new Change(change, tensors), learned);
  }

  /**
   * Writes a model that is another one with a larger bank of ordinary patches; all else stays.
   *
   * @param from a model of mode normal
   * @param to appears whole or not at all, and replaces a former model
   * @param bank all of its rows, as wide as they were
   * @param learned the images that joined it
   * @throws IOException if the model is broken, as when it is read, or the other cannot be written
   */
  public static void grow(
      Path from, Path to, FeatureRows bank, BankAddition addition, ImageDigests learned)
      throws IOException {
    Tensor rows = Tensor.of(bank.values(), bank.count(), bank.width());
    Change change =
        new Change(
            described -> described.grown(bank.count(), addition), Map.of(PatchGrid.BANK, rows));
    copy(from, to, change, learned);
  }

  private static Tensor tensor(double[] values, long... shape) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Tensor.of(rounded, shape);
  }

  /**
   * In what a copy differs.
   *
   * @param tensors of its weights, those that are others
   */
  private record Change(UnaryOperator<ModelDescription> description, Map<String, Tensor> tensors) {}

  private static void copy(Path from, Path to, Change change, ImageDigests learned)
      throws IOException {
    Content model = read(from, ModelDescription::network);
    ModelDescription description = change.description().apply(model.description());
    NetworkDefinition network = description.network();
    List<PooledLayer> known = model.bank().map(StoredBank::features).orElse(List.of());
    StateDict whole =
        NetworkWeights.requireWhole(
            model.weights().with(new StateDict(change.tensors())), network, from);
    TorchScript script = TorchScript.of(network, whole);
    List<String> copied = new ArrayList<>();
    if (model.bank().isPresent()) {
      copied.add(BANK);
    }
    if (model.bank().flatMap(StoredBank::frozen).isPresent()) {
      copied.add(FROZEN);
    }
    if (homeRows(from).isPresent()) {
      copied.add(HOME);
    }
    ImageDigests all = learned(from).and(learned);
    WholeFiles.writeDirectory(
        to,
        temporary -> {
          WrittenModel copy = new WrittenModel(temporary);
          copy.script(script);
          if (change.tensors().isEmpty()) {
            copy.copy(from.resolve(WEIGHTS));
          } else {
            copy.weights(whole);
          }
          for (String name : copied) {
            copy.copy(from.resolve(name));
          }
          if (all.count() > 0) {
            copy.learned(all);
          }
          copy.description(description, known);
        });
  }
}
