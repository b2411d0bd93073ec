package dev.hibi.cli.option;

import ai.djl.Device;
import dev.hibi.model.DeviceSelection;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --device}, for every command that computes. */
public final class DeviceOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, cpu, gpu or gpu:N; auto takes a GPU if there is one; for training also several:"
              + " gpu:0,gpu:1 (default: ${DEFAULT-VALUE}).")
  private String name = "auto";

  /** For a command, of which it is a part. */
  public DeviceOption() {}

  /** The device; one that is not there is a usage error. */
  public Device select() {
    return select(name);
  }

  /** The devices, of which the name may list several; one that is not there is a usage error. */
  public List<Device> selectAll() {
    return Arrays.stream(name.split(",", -1)).map(this::select).toList();
  }

  private Device select(String one) {
    try {
      return DeviceSelection.select(one);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
