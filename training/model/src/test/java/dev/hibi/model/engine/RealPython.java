package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Python with PyTorch and torchvision, in the variable {@code HIBI_PYTHON}; or a test skipped.
 */
final class RealPython {
  private RealPython() {}

  static void assumeThere() {
    assumeTrue(
        path().filter(python -> Files.isExecutable(Path.of(python))).isPresent(),
        "no Python: expected one with torchvision in HIBI_PYTHON, found " + path().orElse("none"));
  }

  private static Optional<String> path() {
    return Optional.ofNullable(System.getenv("HIBI_PYTHON"));
  }

  /** Runs the script beside the tests, which must end well, and gives what it printed. */
  static List<String> run(Path scratch, String... arguments)
      throws IOException, InterruptedException {
    assumeThere();
    List<String> command = new ArrayList<>(List.of(path().orElseThrow()));
    command.add("src/test/scripts/torchvision_weights.py");
    command.addAll(List.of(arguments));
    Path errors = scratch.resolve("python.err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return printed.lines().toList();
  }
}
