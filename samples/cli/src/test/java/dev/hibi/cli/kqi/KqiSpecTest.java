package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as files, as a user types them. */
@Timeout(60)
final class KqiSpecTest {
  private static final String SPEC =
      """
      # a study
      name: good
      image: hibi:latest
      dataset: 1
      repository: owner/name
      entryPoint: good
      cpu: 2
      memory: 3
      options:
        RATE: 25e-2
        SWITCH: on
        CODE: "007"
      tags: [a, b]
      """;

  private final Path folder;
  private final KqiCommandLine commandLine;

  KqiSpecTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
    commandLine.dataSet("concrete");
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("job.yaml"), text).toString();
  }

  @Test
  void aJobIsStartedFromAFileAndWrittenToOne() throws IOException {
    assertThat(
            commandLine
                .kqi("job", "run", "--spec", file(SPEC), "--memory=4", "--follow", "--every=0.02")
                .outLines())
        .containsExactly("1", "entry point good", "accuracy 25e-2");

    assertThat(commandLine.kqi("job", "spec", "1").out())
        .isEqualTo(
            """
            name: good
            image: hibi:latest
            dataset: 1
            repository: owner/name
            branch: master
            commit: %s
            entryPoint: good
            cpu: 2
            memory: 4
            gpu: 0
            options:
              RATE: '25e-2'
              SWITCH: on
              CODE: 007
            tags:
            - a
            - b
            """
                .formatted(commit()));
  }

  private String commit() {
    String json = commandLine.kqi("job", "spec", "1", "--as-json").out();
    return JsonParser.parseString(json).getAsJsonObject().get("commit").getAsString();
  }

  @Test
  void whatIsWrittenIsStartedAgainUnderAnotherName() throws IOException {
    commandLine.kqi("job", "run", "--spec", file(SPEC), "--every=0.02").expectSuccess();
    Path copy = folder.resolve("copy.yaml");
    commandLine.kqi("job", "spec", "1", "--output=" + copy).expectSuccess();

    commandLine.kqi("job", "run", "--spec=" + copy, "--name=second").expectSuccess();

    assertThat(commandLine.kqi("job", "spec", "2").out())
        .isEqualTo(commandLine.kqi("job", "spec", "1").out().replace("name: good", "name: second"));
  }

  @Test
  void aMistakeInTheFileIsOneLine() throws IOException {
    Answer unknown = commandLine.kqi("job", "run", "--spec", file(SPEC + "gpus: 1\n"));
    assertThat(unknown.err()).startsWith("hibi: bad spec: expected some of branch, commit, ");
    assertThat(unknown.err()).contains(", found 'gpus' (try 'hibi kqi job run --help')");
    assertThat(unknown.code()).isEqualTo(2);
    Answer kind = commandLine.kqi("job", "run", "--spec", file(SPEC + "gpu: two\n"));
    assertThat(kind.err())
        .startsWith("hibi: bad gpu: expected a whole number, found \"two\" (spec) (try ");
    Answer other = commandLine.kqi("job", "run", "--spec", file("a: [b"));
    assertThat(other.err()).startsWith("hibi: bad spec: ").hasLineCount(1);
    assertThat(other.code()).isEqualTo(1);
    assertThat(commandLine.kqi("job", "run", "--spec", file("")).err())
        .startsWith("hibi: bad spec: expected fields, found nothing (");
  }
}
