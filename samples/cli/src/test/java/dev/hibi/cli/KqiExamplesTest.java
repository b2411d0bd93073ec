package dev.hibi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the help of the platform's commands says may be typed. */
final class KqiExamplesTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Set<String> WITHOUT =
      Set.of(
          "data delete",
          "data download",
          "data list",
          "data upload",
          "dataset create",
          "dataset delete",
          "dataset download",
          "dataset list",
          "dataset show");
  private static final Set<String> GROUPS =
      Set.of("account", "data", "dataset", "inference", "notebook", "preprocessing", "tenant");

  static Stream<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    for (CommandLine group : subcommands(Hibi.commandSpec(), Set.of("kqi"))) {
      for (CommandLine kind : subcommands(group.getCommandSpec(), GROUPS)) {
        for (CommandLine one : kind.getSubcommands().values()) {
          String name = kind.getCommandName() + " " + one.getCommandName();
          if (!WITHOUT.contains(name)) {
            all.add(one.getCommandSpec());
          }
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(40);
    return all.stream();
  }

  private static List<CommandLine> subcommands(CommandSpec group, Set<String> names) {
    return group.subcommands().values().stream()
        .filter(command -> names.contains(command.getCommandName()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExampleThatIsOne(CommandSpec command) {
    List<String> words = new ArrayList<>(Arrays.asList(command.qualifiedName().split(" ", -1)));
    words.add("--help");
    Answer help = Answer.of(words.subList(1, words.size()).toArray(new String[0]));
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: " + command.qualifiedName() + " ");

    List<String> examples =
        Arrays.stream(command.usageMessage().description())
            .filter(line -> line.startsWith("Example: "))
            .toList();
    assertThat(examples).hasSize(1);
    List<String> typed = new ArrayList<>();
    Matcher matcher = WORD.matcher(examples.get(0).substring("Example: hibi ".length()));
    while (matcher.find()) {
      typed.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    CommandLine.ParseResult parsed =
        Hibi.commandSpec().commandLine().parseArgs(typed.toArray(new String[0]));
    while (parsed.subcommand() != null) {
      parsed = parsed.subcommand();
    }
    assertThat(parsed.commandSpec().qualifiedName()).isEqualTo(command.qualifiedName());
  }
}
