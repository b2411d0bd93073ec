package dev.hibi.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hibi dataset}: the commands that look at data without a model. */
@Command(
    name = "dataset",
    description = "Examines and divides data sets.",
    subcommands = {AuditCommand.class, SplitCommand.class, PreviewCommand.class})
public final class DatasetCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** For the command line, which makes it. */
  public DatasetCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
