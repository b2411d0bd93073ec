package dev.hibi.model;

import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link ModelDirectory} that is being written: file after file, each with its digest, and in the
 * end what says what they are. For one thread.
 */
final class WrittenModel {
  private final Path directory;
  private final Map<String, FileDigest> files = new LinkedHashMap<>();

  /**
   * Nothing is written yet.
   *
   * @param directory which is there
   */
  WrittenModel(Path directory) {
    this.directory = directory;
  }

  void script(TorchScript script) throws IOException {
    write(
        ModelDirectory.SCRIPT,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          script.write(out, "model");
          out.flush();
        });
  }

  void weights(StateDict weights) throws IOException {
    write(ModelDirectory.WEIGHTS, channel -> Safetensors.write(channel, weights, Map.of()));
  }

  void bank(NeighbourBank bank) throws IOException {
    write(ModelDirectory.BANK, channel -> StoredBank.write(bank, channel));
  }

  void frozen(StateDict weights) throws IOException {
    write(ModelDirectory.FROZEN, channel -> StoredFrozen.write(weights, channel));
  }

  void home(HomeRows home) throws IOException {
    write(ModelDirectory.HOME, channel -> StoredHome.write(home, channel));
  }

  void learned(ImageDigests images) throws IOException {
    write(ModelDirectory.LEARNED, channel -> StoredLearned.write(images, channel));
  }

  /** A file of another model, to the byte. */
  void copy(Path file) throws IOException {
    String name = file.getFileName().toString();
    write(name, channel -> Files.copy(file, Channels.newOutputStream(channel)));
  }

  /**
   * Ends with what says what the model and its files are.
   *
   * @param bankFeatures what the rows of its bank are; empty if it has none
   */
  void description(ModelDescription description, List<PooledLayer> bankFeatures)
      throws IOException {
    String text = new ModelJson(description, files, bankFeatures).text();
    WholeFiles.writeAndForce(directory.resolve(ModelDirectory.DESCRIPTION), WholeFiles.text(text));
  }

  private void write(String name, WholeFiles.FileWriter writer) throws IOException {
    WholeFiles.writeAndForce(
        directory.resolve(name),
        channel -> {
          Sha256.Channel digest = new Sha256.Channel(channel);
          writer.writeTo(digest);
          files.put(name, new FileDigest(digest.byteCount(), digest.digits()));
        });
  }
}
