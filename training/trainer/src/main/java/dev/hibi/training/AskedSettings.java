package dev.hibi.training;

import dev.hibi.Sha256;
import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A run's identity as its config asks for it. */
final class AskedSettings {
  private AskedSettings() {}

  /**
   * The settings of a config with all else that decides a run's numbers. For the path of the
   * weights the digest of the file stands.
   *
   * @throws IOException if the weights cannot be read
   */
  static RunSettings of(FitConfig config, RunSettings.Data data, RunSettings.Environment where)
      throws IOException {
    return new RunSettings(network(config), data, recipe(config), where);
  }

  private static RunSettings.Network network(FitConfig config) throws IOException {
    Optional<Path> weights = config.weights();
    return new RunSettings.Network(
        config.backbone(),
        config.mode(),
        weights.isEmpty() ? Optional.empty() : Optional.of(Sha256.of(weights.get())),
        config.freezeBatchNorm(),
        config.features(),
        config.standardized(),
        config.frozen(),
        config.stages(),
        config.normal());
  }

  private static RunSettings.Recipe recipe(FitConfig config) {
    return new RunSettings.Recipe(
        config.epochs(),
        config.batchSize(),
        config.learningRate(),
        config.optimizer(),
        config.schedule(),
        config.seed(),
        config.balanced() ? RunSettings.Recipe.BALANCED : RunSettings.Recipe.FISHER_YATES,
        RunSettings.Recipe.recorded(config.precision().orElse(Precision.FLOAT32)),
        config.selection(),
        config.step());
  }
}
