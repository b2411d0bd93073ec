package dev.hibi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hibi.cli.kqi.KqiCommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same mistake has the same exit code in every command: 2 for what can be told from the words
 * alone, 1 for what only the work finds out. Either is one line.
 */
final class ExitCodeTest {
  @TempDir private static Path shared;

  private static SampleFiles files;

  private static KqiCommandLine platform;

  @TempDir Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    files = SampleFiles.make(shared);
    platform = KqiCommandLine.start(Files.createDirectory(shared.resolve("platform")));
    platform.dataSet("a");
    Files.writeString(shared.resolve("words.html"), "words");
    Files.writeString(shared.resolve("badlogin"), "{\"server\": \"x\", \"token\": \"y\"}");
    Files.writeString(
        shared.resolve("labels.csv"), "path,label\ntrain/N_00001.jpg,Z\ntrain/P_00001.jpg,P\n");
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  /** Mistakes of mistakes.txt, each with the code of its section. */
  static List<Arguments> mistakes() throws IOException {
    List<Arguments> mistakes = new ArrayList<>();
    int code = 0;
    for (String line : lines()) {
      if (line.startsWith("[")) {
        code = line.charAt(1) - '0';
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        mistakes.add(Arguments.of(code, line));
      }
    }
    return mistakes;
  }

  private static List<String> lines() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ExitCodeTest.class.getResourceAsStream("mistakes.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeHasItsCodeAndOneLine(int code, String line) {
    Answer answer = Answer.of(words(line));

    assertThat(answer.err()).startsWith("hibi: ").doesNotContain("\tat ");
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
    if (code == 2) {
      assertThat(answer.err().strip()).matches(".* \\(try 'hibi.* --help'\\)");
      assertThat(directory.resolve("out")).doesNotExist();
    } else {
      assertThat(answer.err()).doesNotContain("--help");
    }
  }

  @Test
  void outputThatIsLostIsAFailureAndAReaderThatHasGoneIsNone() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    String hibi =
        "'%s' -cp '%s' dev.hibi.cli.Hibi --help"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"));

    assertThat(shell(hibi + " > /dev/full; echo code $?"))
        .isEqualTo(
            "hibi: cannot write: expected standard output to be written, found 'No space left on"
                + " device'\ncode 1\n");
    assertThat(shell("(" + hibi + "; echo code $? >&2) | true")).isEqualTo("code 0\n");
  }

  /** What a command prints, on either stream. */
  private static String shell(String command) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", command + "\n").redirectErrorStream(true).start();
    return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String[] words(String line) {
    return Arrays.stream(line.split(" +"))
        .filter(word -> !word.isEmpty())
        .map(this::placed)
        .toArray(String[]::new);
  }

  private String placed(String word) {
    String text = word;
    for (Map.Entry<String, String> place : places().entrySet()) {
      text = text.replace("{" + place.getKey() + "}", place.getValue());
    }
    return text;
  }

  private Map<String, String> places() {
    return Map.ofEntries(
        Map.entry("nothing", ""),
        Map.entry("blank", " "),
        Map.entry("train", files.train()),
        Map.entry("test", files.test()),
        Map.entry("model", files.model()),
        Map.entry("text", files.text()),
        Map.entry("empty", files.empty()),
        Map.entry("absent", files.absent()),
        Map.entry("folder", shared.toString()),
        Map.entry("words", shared.resolve("words").toString()),
        Map.entry("out", directory.resolve("out").toString()),
        Map.entry("login", shared.resolve("platform/config.json").toString()),
        Map.entry("badlogin", shared.resolve("badlogin").toString()),
        Map.entry("labels", shared.resolve("labels.csv").toString()));
  }
}
