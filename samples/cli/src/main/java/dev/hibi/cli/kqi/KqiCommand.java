package dev.hibi.cli.kqi;

import dev.hibi.cli.option.Subcommands;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hibi kqi}: data, data sets and jobs of a KAMONOHASHI. */
@Command(name = "kqi", description = "Works on a KAMONOHASHI: data, data sets, jobs, notebooks.")
public final class KqiCommand implements Runnable, Subcommands.Group {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** For the command line, which makes it. */
  public KqiCommand() {}

  @Override
  public List<Class<?>> commands() {
    return List.of(
        LoginCommand.class,
        DataCommand.class,
        DataSetCommand.class,
        JobCommand.class,
        InferenceCommand.class,
        PreprocessingCommand.class,
        NotebookCommand.class,
        AccountCommand.class,
        TenantCommand.class,
        TensorBoardCommand.class,
        SweepCommand.class,
        ResourcesCommand.class,
        EmulatorCommand.class);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
