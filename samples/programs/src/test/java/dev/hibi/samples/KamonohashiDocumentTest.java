package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guide's program runs as it stands and prints what the guide says. Needs bash. */
@Timeout(120)
final class KamonohashiDocumentTest {
  private static final Pattern JAVA =
      Pattern.compile("```java\n(.*?)```.*?\n```\n(.*?)```", Pattern.DOTALL);

  private final Path dir;

  KamonohashiDocumentTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void theGuidesExampleRunsAJob() throws Exception {
    Matcher guide = guide("kamonohashi.md");
    Path program = Files.writeString(dir.resolve("FirstJob.java"), guide.group(1));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    Process process =
        new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), program.toString())
            .directory(dir.toFile())
            .redirectError(dir.resolve("err").toFile())
            .redirectOutput(dir.resolve("out").toFile())
            .start();

    assertThat(process.waitFor()).as(Files.readString(dir.resolve("err"))).isZero();
    assertThat(Files.readString(dir.resolve("out"))).isEqualTo(guide.group(2));
    assertThat(Files.readString(dir.resolve("output/count.txt"))).isEqualTo("2\n");
  }

  @Test
  void bothGuidesHaveTheSameExample() throws IOException {
    assertThat(guide("kamonohashi.ja.md").group(1)).isEqualTo(guide("kamonohashi.md").group(1));
  }

  private static Matcher guide(String name) throws IOException {
    Path file = Path.of("../..").toAbsolutePath().normalize().resolve("docs").resolve(name);
    Matcher example = JAVA.matcher(Files.readString(file));
    assertThat(example.find()).isTrue();
    return example;
  }
}
