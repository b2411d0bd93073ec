package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.training.TrainingResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class TrainInApplicationTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void aTrainingBesideOtherWorkEnds() throws Exception {
    Path train = directory.resolve("train.zip");
    Path test = directory.resolve("test.zip");
    DrawnArchive.train(0).write(train, 8);
    DrawnArchive.test(0).write(test, 2);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      TrainingResult result =
          TrainInApplication.run(executor, train, test, directory.resolve("run"));

      assertThat(result.history()).hasSize(3);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void theServiceIsTestedWithoutAModelAndWithoutDjl() throws Exception {
    Path output = directory.resolve("output");
    String classPath =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.contains("djl") && !entry.contains("pytorch"))
            .collect(Collectors.joining(File.pathSeparator));

    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:off",
                "-Xlog:class+load:file=" + directory.resolve("loaded"),
                "-cp",
                classPath,
                ServiceWithoutModel.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(program.waitFor()).as(Files.readString(output)).isZero();
    assertThat(Files.readAllLines(output))
        .containsExactly(
            "{\"label\":\"cracked\",\"probabilities\":{\"sound\":0.0,\"cracked\":1.0},\"verdict\":{\"positive\":\"cracked\","
                + "\"score\":1.0,\"threshold\":0.5,\"alarm\":true,\"calibrated\":false}}",
            "{\"type\":\"about:blank\",\"title\":\"Unsupported Media Type\",\"status\":415,\"detail\":\"not an"
                + " image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 4 bytes that begin"
                + " 01 02 03 04 (upload)\"}");
    assertThat(Files.readString(directory.resolve("loaded")))
        .contains("dev.hibi.model.ImageClassifier")
        .doesNotContain("ai.djl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/applications.md", "docs/applications.ja.md"})
  void theGuidesExamplesAreOfThesePrograms(String guide) throws IOException {
    Path root = Path.of("../..").toAbsolutePath().normalize();
    Path programs = root.resolve("samples/programs/src/main/java/dev/hibi/samples");
    String code = "";
    for (String name : List.of("TrainInApplication", "PhotographTable", "TrainFromDatabase")) {
      code += Files.readString(programs.resolve(name + ".java"));
    }
    String stripped = code.replaceAll("(?m)^ +", "");
    Matcher example = JAVA.matcher(Files.readString(root.resolve(guide)));
    int found = 0;
    while (example.find()) {
      assertThat(stripped).contains(example.group(1).replaceAll("(?m)^ +", ""));
      found++;
    }
    assertThat(found).isEqualTo(3);
  }
}
