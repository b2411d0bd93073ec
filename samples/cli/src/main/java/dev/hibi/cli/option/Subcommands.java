package dev.hibi.cli.option;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Commands below a command. Of a command that was typed no others are made: to read what all of
 * them take costs more than most of them do.
 */
public final class Subcommands {
  private Subcommands() {}

  /** A command that has others below it. */
  public interface Group {
    /** Their classes, each with {@link Command}. */
    List<Class<?>> commands();
  }

  /**
   * Adds what may be meant.
   *
   * @param typed the words after the command; another word than a command's name stands for all
   */
  public static void add(CommandLine command, List<String> typed) {
    addMethods(command, typed);
    if (!(command.getCommand() instanceof Group group)) {
      return;
    }
    String first = typed.isEmpty() ? "" : typed.get(0);
    boolean known = group.commands().stream().anyMatch(each -> name(each).equals(first));
    List<String> rest = known ? typed.subList(1, typed.size()) : List.of();
    for (Class<?> each : group.commands()) {
      if (!known || name(each).equals(first)) {
        CommandLine below = new CommandLine(each);
        command.addSubcommand(below);
        add(below, rest);
      }
    }
  }

  /** Those that are methods of a command, where it is told not to add them itself. */
  private static void addMethods(CommandLine command, List<String> typed) {
    Class<?> type = command.getCommand().getClass();
    Command own = type.getAnnotation(Command.class);
    if (own == null || own.addMethodSubcommands()) {
      return;
    }
    List<Method> methods = CommandLine.getCommandMethods(type, null);
    List<Method> meant =
        methods.stream()
            .filter(each -> !typed.isEmpty() && name(each).equals(typed.get(0)))
            .toList();
    for (Method each : meant.isEmpty() ? methods : meant) {
      command.addSubcommand(name(each), new CommandLine(each));
    }
  }

  private static String name(AnnotatedElement command) {
    return command.getAnnotation(Command.class).name();
  }
}
