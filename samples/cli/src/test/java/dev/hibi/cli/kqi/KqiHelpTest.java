package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users read first. */
final class KqiHelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tutorial",
        "kqi",
        "kqi login",
        "kqi data",
        "kqi data upload",
        "kqi data list",
        "kqi data download",
        "kqi data delete",
        "kqi dataset",
        "kqi dataset create",
        "kqi dataset list",
        "kqi dataset show",
        "kqi dataset download",
        "kqi dataset delete",
        "kqi job",
        "kqi job run",
        "kqi job copy",
        "kqi job list",
        "kqi job status",
        "kqi job wait",
        "kqi job spec",
        "kqi job sync",
        "kqi job compare",
        "kqi job watch",
        "kqi job logs",
        "kqi job files",
        "kqi job download",
        "kqi job halt",
        "kqi tensorboard",
        "kqi tensorboard start",
        "kqi tensorboard status",
        "kqi tensorboard stop",
        "kqi sweep",
        "kqi resources",
        "kqi emulator"
      })
  void everyCommandHasHelp(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.add("--help");

    Answer answer = Answer.of(words.toArray(new String[0]));

    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).startsWith("Usage: hibi " + command + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kqi",
        "kqi account",
        "kqi data",
        "kqi dataset",
        "kqi inference",
        "kqi job",
        "kqi notebook",
        "kqi preprocessing",
        "kqi tenant",
        "kqi tensorboard"
      })
  void aGroupAloneListsItsCommands(String group) {
    Answer answer = Answer.of(group.split(" ", -1));

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).startsWith("Usage: hibi " + group + " ").contains("Commands:");
  }
}
