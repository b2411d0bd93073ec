package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs that users are shown run as they stand, without DJL on the class path. */
@Timeout(120)
final class TensorBoardDocumentTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final Path dir;

  TensorBoardDocumentTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void theGuidesExampleWritesARun() throws Exception {
    Matcher example = JAVA.matcher(Files.readString(root().resolve("docs/tensorboard.md")));
    assertThat(example.find()).isTrue();

    run(Files.writeString(dir.resolve("First.java"), example.group(1)));

    List<RunEvent> events = EventFileReader.read(dir.resolve("runs/first"));
    assertThat(events)
        .filteredOn(e -> e instanceof RunEvent.Scalar s && s.tag().equals("error/test"))
        .hasSize(100);
  }

  @Test
  void bothGuidesHaveTheSameExample() throws IOException {
    Matcher english = JAVA.matcher(Files.readString(root().resolve("docs/tensorboard.md")));
    Matcher japanese = JAVA.matcher(Files.readString(root().resolve("docs/tensorboard.ja.md")));

    assertThat(english.find() && japanese.find()).isTrue();
    assertThat(japanese.group(1)).isEqualTo(english.group(1));
  }

  @Test
  void theTourWritesTwoRuns() throws Exception {
    run(root().resolve("samples/programs/src/main/java/dev/hibi/samples/TensorBoardTour.java"));

    for (String run : List.of("learning-rate-0.03", "learning-rate-0.3")) {
      assertThat(EventFileReader.read(dir.resolve("runs").resolve(run))).hasSizeGreaterThan(300);
      assertThat(dir.resolve("runs").resolve(run).resolve("projector_config.pbtxt")).exists();
    }
  }

  private void run(Path program) throws Exception {
    String classPath =
        Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.contains("djl") && !entry.contains("pytorch"))
            .filter(entry -> !entry.contains("samples"))
            .reduce((a, b) -> a + System.getProperty("path.separator") + b)
            .orElseThrow();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-cp", classPath, program.toAbsolutePath().toString())
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("output").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(dir.resolve("output"))).isZero();
  }

  /** Of the project: tests run in the module's folder. */
  private static Path root() {
    return Path.of("../..").toAbsolutePath().normalize();
  }
}
