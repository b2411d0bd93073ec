package dev.hibi.cli.tensorboard;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hibi tensorboard}: the commands that read what runs have logged for TensorBoard. */
@Command(
    name = "tensorboard",
    description = "Reads what runs have logged for TensorBoard, of any writer.",
    subcommands = ScalarsCommand.class)
public final class TensorBoardCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** For the command line, which makes it. */
  public TensorBoardCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
