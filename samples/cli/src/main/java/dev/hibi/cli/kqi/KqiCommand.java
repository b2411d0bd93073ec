package dev.hibi.cli.kqi;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hibi kqi}: data, data sets and jobs of a KAMONOHASHI. */
@Command(name = "kqi", description = "Works on a KAMONOHASHI: data, data sets, jobs, notebooks.")
public final class KqiCommand implements Runnable {
  private static final List<Class<?>> GROUPS =
      List.of(
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
          EmulatorCommand.class);

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For the command line, which makes it. */
  public KqiCommand() {}

  /**
   * Adds what is below this command: the groups whose names are typed, or all of them. To describe
   * a group takes a good part of the time in which a command starts.
   */
  public static void addGroups(CommandLine kqi, List<String> typed) {
    List<Class<?>> named =
        GROUPS.stream()
            .filter(group -> typed.contains(group.getAnnotation(Command.class).name()))
            .toList();
    for (Class<?> group : named.isEmpty() ? GROUPS : named) {
      kqi.addSubcommand(group);
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
