package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogDirectoryTest {
  @TempDir Path dir;

  @Test
  void everyDirectoryWithEventFilesIsARun() throws IOException {
    eventFile(dir);
    eventFile(dir.resolve("b/deep/er"));
    eventFile(dir.resolve("a"));
    Files.createDirectories(dir.resolve("none/x.tfevents"));
    Files.createFile(dir.resolve("none/notes.txt"));

    assertThat(LogDirectory.runs(dir))
        .containsExactly(
            Map.entry(".", dir),
            Map.entry("a", dir.resolve("a")),
            Map.entry("b/deep/er", dir.resolve("b/deep/er")));
  }

  @Test
  void linksAreFollowedButNotInCircles() throws IOException {
    Path outside = Files.createDirectory(dir.resolve("outside"));
    Path logs = Files.createDirectory(dir.resolve("logs"));
    eventFile(outside);
    Files.createSymbolicLink(logs.resolve("linked"), outside);
    Files.createSymbolicLink(logs.resolve("circle"), logs);
    Files.createSymbolicLink(logs.resolve("dangling"), dir.resolve("nowhere"));

    assertThat(LogDirectory.runs(logs)).containsOnlyKeys("linked");
  }

  @Test
  void whatIsNoDirectoryIsAnError() throws IOException {
    Path file = Files.createFile(dir.resolve("tfevents"));

    assertThatThrownBy(() -> LogDirectory.runs(file)).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> LogDirectory.runs(dir.resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static void eventFile(Path directory) throws IOException {
    Files.createFile(Files.createDirectories(directory).resolve("events.out.tfevents.1"));
  }
}
