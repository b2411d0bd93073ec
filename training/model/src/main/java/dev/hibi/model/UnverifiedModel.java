package dev.hibi.model;

import dev.hibi.Sha256;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link ModelDirectory} holds, while the digest of its weights is still being computed.
 * They can do no harm before that is known: they are numbers that fit the network.
 */
final class UnverifiedModel implements AutoCloseable {
  private final ModelDirectory.Content content;
  private final Path file;
  private final Optional<FileDigest> stated;
  private final BackgroundDigest digest;

  private UnverifiedModel(
      ModelDirectory.Content content,
      Path file,
      Optional<FileDigest> stated,
      BackgroundDigest digest) {
    this.content = content;
    this.file = file;
    this.stated = stated;
    this.digest = digest;
  }

  /**
   * Reads a model but for the digest of its weights, which the caller asks for.
   *
   * @param secondPass whether a bank is wanted that is asked by another network than the model's;
   *     else neither is read
   * @throws IOException as {@link ModelDirectory#read}
   */
  static UnverifiedModel open(Path directory, ModelDirectory.Networks network, boolean secondPass)
      throws IOException {
    ModelJson json = ModelJson.read(directory.resolve(ModelDirectory.DESCRIPTION));
    ModelDescription description = json.description();
    Path file = directory.resolve(ModelDirectory.WEIGHTS);
    if (!Files.exists(file)) {
      throw new IOException(
          "not a model: expected a directory with %s, found none (%s)"
              .formatted(ModelDirectory.WEIGHTS, directory));
    }
    Optional<FileDigest> stated = json.file(ModelDirectory.WEIGHTS);
    if (stated.isPresent() && Files.size(file) != stated.get().byteCount()) {
      throw new IOException(
          "weights changed since they were written: expected %d bytes, found %d (%s)"
              .formatted(stated.get().byteCount(), Files.size(file), file));
    }
    BackgroundDigest digest = new BackgroundDigest();
    try {
      NetworkDefinition definition = network.of(description, json.besideLogits());
      requireFit(description.activations(), definition, directory);
      Optional<StoredBank> bank = bank(directory, json, network, secondPass);
      StateDict weights = NetworkWeights.loadWhole(file, definition, digest);
      return new UnverifiedModel(
          new ModelDirectory.Content(description, weights, bank), file, stated, digest);
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
      Path directory, ModelJson json, ModelDirectory.Networks networks, boolean secondPass)
      throws IOException {
    Optional<FileDigest> bank = json.file(ModelDirectory.BANK);
    if (bank.isEmpty()) {
      return Optional.empty();
    }
    Path file = directory.resolve(ModelDirectory.BANK);
    List<PooledLayer> features = json.bankFeatures();
    ModelDescription description = json.description();
    Optional<FileDigest> frozen = json.file(ModelDirectory.FROZEN);
    if (frozen.isEmpty()) {
      int width = networks.of(description, features).knownWidth();
      return Optional.of(StoredBank.read(file, bank.get(), features, width));
    }
    Path weights = directory.resolve(ModelDirectory.FROZEN);
    if (!secondPass) {
      StoredBank.requireThere(file, bank.get());
      StoredFrozen.requireThere(weights, frozen.get());
      return Optional.empty();
    }
    NetworkDefinition network = networks.frozen(description, features);
    StateDict of = StoredFrozen.read(weights, frozen.get(), features, network);
    return Optional.of(
        StoredBank.read(file, bank.get(), features, network.head().in()).featuresOf(of));
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
              .formatted(e.getMessage(), directory.resolve(ModelDirectory.DESCRIPTION)),
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

  ModelDirectory.Content content() {
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
