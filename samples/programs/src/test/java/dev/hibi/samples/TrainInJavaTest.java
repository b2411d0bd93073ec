package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainInJavaTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  private Path train;
  private Path test;

  @BeforeEach
  void draw() throws IOException {
    train = directory.resolve("train.zip");
    test = directory.resolve("test.zip");
    DrawnArchive.train(0).write(train, 16);
    DrawnArchive.test(0).write(test, 4);
  }

  @Test
  void theReadmesExampleRuns() throws IOException {
    Path photograph = directory.resolve("wall.jpg");
    try (ImageSources images = ImageSources.open(test)) {
      Files.write(photograph, images.bytes(0));
    }

    TrainInJava.run(train, test, directory.resolve("run"), photograph);

    assertThat(directory.resolve("run/model/model.safetensors")).isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ja.md"})
  void theReadmesExampleIsThisProgramAndHasAtMostEightLines(String readme) throws IOException {
    Path root = Path.of("../..").toAbsolutePath().normalize();
    Matcher example = JAVA.matcher(Files.readString(root.resolve(readme)));
    Path program = root.resolve("samples/programs/src/main/java/dev/hibi/samples/TrainInJava.java");

    assertThat(example.find()).isTrue();
    assertThat(example.group(1).lines()).hasSizeLessThanOrEqualTo(8);
    assertThat(Files.readString(program)).contains(example.group(1).indent(4));
  }

  @Test
  void thePartsTrainToo() throws IOException {
    TrainingResult result = TrainPartByPart.train(train, test, directory.resolve("parts"), 1);

    assertThat(result.evaluation().samples()).isEqualTo(8);
    assertThat(directory.resolve("parts").toFile().list())
        .anyMatch(name -> name.contains("tfevents"));
  }
}
