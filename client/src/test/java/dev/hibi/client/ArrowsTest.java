package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which way the arrows between the module's packages go. */
final class ArrowsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/hibi/client");

  private static List<String> lines(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(
              file -> {
                try {
                  return Files.readAllLines(file).stream().map(line -> file + ": " + line);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList();
    }
  }

  @Test
  void nothingOfTheClientKnowsTheEmulator() throws IOException {
    assertThat(lines(SOURCES)).noneMatch(line -> line.contains("client.emulator"));
  }

  @Test
  void theEmulatorKnowsNothingOfTheClient() throws IOException {
    assertThat(lines(SOURCES.resolve("emulator")))
        .filteredOn(line -> line.contains("import dev.hibi."))
        .allMatch(line -> line.contains("import dev.hibi.client.emulator."));
  }
}
