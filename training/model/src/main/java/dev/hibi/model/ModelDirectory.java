package dev.hibi.model;

import dev.hibi.WholeFiles;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Map;

/**
 * A trained model on disk: a directory with
 *
 * <ul>
 *   <li>{@code model.pt}, the network with its weights as TorchScript, which Python and C++ open as
 *       it is; its input is float32 (N, 3, H, W), its output logits float32 (N, classes);
 *   <li>{@code model.safetensors}, the weights alone under torchvision's names: equal weights give
 *       equal bytes;
 *   <li>{@code model.json}, see {@link ModelDescription}.
 * </ul>
 */
public final class ModelDirectory {
  static final String SCRIPT = "model.pt";
  static final String WEIGHTS = "model.safetensors";
  static final String DESCRIPTION = "model.json";

  private ModelDirectory() {}

  /**
   * Writes a model; the directory appears whole or not at all and replaces a former one.
   *
   * @param weights in the layout of {@link NetworkWeights}, for as many classes as there are labels
   * @throws IOException if it cannot be written
   */
  public static void write(Path directory, ModelDescription description, StateDict weights)
      throws IOException {
    TorchScript network =
        TorchScript.of(description.backbone().network(description.labels().size()), weights);
    WholeFiles.writeDirectory(
        directory,
        temporary -> {
          WholeFiles.writeAndForce(
              temporary.resolve(SCRIPT),
              channel -> {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                network.write(out, "model");
                out.flush();
              });
          WholeFiles.writeAndForce(
              temporary.resolve(WEIGHTS), channel -> Safetensors.write(channel, weights, Map.of()));
          WholeFiles.writeAndForce(
              temporary.resolve(DESCRIPTION), WholeFiles.text(description.toJson()));
        });
  }
}
