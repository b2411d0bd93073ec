package dev.hibi.cli.kqi;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that is made of others, and alone says which. */
abstract class Group implements Runnable {
  @Spec private CommandSpec group = CommandSpec.create();

  @Override
  public void run() {
    group.commandLine().usage(out());
  }

  final PrintWriter out() {
    return group.commandLine().getOut();
  }

  final PrintWriter err() {
    return group.commandLine().getErr();
  }
}
