package dev.hibi.cli.option;

import ai.djl.Device;
import dev.hibi.model.Classifier;
import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --precision}, for every command that classifies. */
public final class PrecisionOption {
  private static final String AUTO = "auto";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = AUTO,
      description =
          "What convolutions are computed in: fp32, bf16, fp16 (GPUs), int8 (CPUs with avx512_vnni),"
              + " or auto, the fastest of the first three on the device, checked against fp32, but"
              + " fp32 where the model's threshold was calibrated in it (default: ${DEFAULT-VALUE}).")
  private String name = AUTO;

  /** For a command, of which it is a part. */
  public PrecisionOption() {}

  /**
   * Loads a model in this precision; one that is unknown, or not for the device, is a usage error.
   */
  public Classifier load(Path model, Device device) throws IOException {
    return load(Classifier.loader(model).device(device));
  }

  /** As the other, with other options. */
  public Classifier load(Classifier.Loader loader) throws IOException {
    try {
      if (!name.equals(AUTO)) {
        loader.precision(precision());
      }
      return loader.load();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private Precision precision() {
    return Precision.find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown precision: expected auto, fp32, bf16, fp16 or int8, found '%s'"
                        .formatted(name)));
  }
}
