package dev.hibi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of every command that takes a number or a path refuses the same spellings. */
final class StrictValuesTest {
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> DECIMAL = Set.of(double.class, Double.class);
  private static final Set<Class<?>> PLACE = Set.of(Path.class, URI.class);

  static Stream<Arguments> options() {
    List<Arguments> options = new ArrayList<>();
    collect(Hibi.commandSpec(), options);
    assertThat(options).hasSizeGreaterThan(60);
    return options.stream();
  }

  private static void collect(CommandSpec command, List<Arguments> found) {
    for (OptionSpec option : command.options()) {
      Class<?>[] types = option.typeInfo().getAuxiliaryTypes();
      Class<?> type = types[types.length - 1];
      if (WHOLE.contains(type) || DECIMAL.contains(type) || PLACE.contains(type)) {
        boolean map = Map.class.isAssignableFrom(option.type());
        found.add(
            Arguments.of(command.qualifiedName(), option.longestName() + (map ? "=a" : ""), type));
      }
    }
    for (CommandLine sub : command.subcommands().values()) {
      collect(sub.getCommandSpec(), found);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void oddSpellingsAreRefusedInEveryOption(String command, String option, Class<?> type) {
    List<String> values =
        WHOLE.contains(type)
            ? List.of("１", "+3", " 3", "0x3", "3.0", "", "99999999999999999999")
            : DECIMAL.contains(type)
                ? List.of(
                    "１",
                    "+0.5",
                    " 0.5",
                    "0.5\u3000",
                    "0x1p-1",
                    "0.5d",
                    "NaN",
                    "Infinity",
                    "1e999",
                    ".")
                : List.of("", " ", "\u3000");
    for (String value : values) {
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.remove(0);
      words.add(option + "=" + value);

      Answer answer = Answer.of(words.toArray(new String[0]));

      assertThat(answer.code()).as("%s: %s", words, answer.err()).isEqualTo(2);
      assertThat(answer.err())
          .startsWith("hibi: ")
          .contains("expected", "found")
          .contains(" (try '" + command + " --help')");
      assertThat(answer.err().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, １, 'bad number: expected a whole number from -2147483648 to 2147483647 in digits 0 to 9, found ''１'''",
    "--batch-size, +8, 'bad batch size: expected a whole number in digits 0 to 9, or auto, found ''+8'''",
    "--batch-size, AUTO, 'bad batch size: expected a whole number in digits 0 to 9, or auto, found ''AUTO'''",
    "--seed, 0x3, 'bad number: expected a whole number from -9223372036854775808 to 9223372036854775807 in digits 0 to 9, found ''0x3'''",
    "--checkpoint-every, 0s, 'bad interval: expected a time or steps such as 90s, 10m, 2h or 200steps, found ''0s'''",
    "--checkpoint-every, 200, 'bad interval: expected a time or steps such as 90s, 10m, 2h or 200steps, found ''200'''",
    "--lr, 0x1p3, 'bad number: expected one such as 3, 0.002 or 2e-3 in digits 0 to 9, found ''0x1p3'''",
    "--quarantine, '', 'no path: expected the name of a file or folder, found '''''",
  })
  void theMessageSaysWhatIsExpected(String option, String value, String message) {
    assertThat(Answer.of("train", option + "=" + value).err())
        .isEqualTo(
            "hibi: Invalid value for option '%s': %s (try 'hibi train --help')%n"
                .formatted(option, message));
  }

  @Test
  void aPasswordInAnAddressThatIsNoneIsNotShown() {
    assertThat(Answer.of("kqi", "login", "--server", "http://u:p^w@h:1", "--user", "u").err())
        .startsWith(
            "hibi: Invalid value for option '--server': bad address: expected one such as"
                + " http://host, found 'http://…@h:1'")
        .doesNotContain("p^w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", ".5", "5e-1", "5.E-1", "00.5"})
  void ordinaryNumbersAreTaken(String rate) {
    assertThat(Answer.of("train", "--lr", rate, "--seed", "-7", "--epochs", "08").err())
        .isEqualTo(
            "hibi: missing option: expected --train ZIP|DIR..., found none (try 'hibi train"
                + " --help')%n".formatted());
  }
}
