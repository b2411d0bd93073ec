package dev.hibi.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hibi dataset}: the commands that look at data without a model. */
@Command(
    name = "dataset",
    description = "Examines and divides data sets.",
    subcommands = {AuditCommand.class, SplitCommand.class, PreviewCommand.class})
final class DatasetCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
