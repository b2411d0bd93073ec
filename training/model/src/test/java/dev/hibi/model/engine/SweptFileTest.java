package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweptFileTest {
  /** Above what systems give. */
  private static final long NO_PROCESS = 99_999_999_999L;

  @TempDir Path folder;

  @Test
  void whatKilledProcessesLeftIsSweptAndTheOwnFileGoesWhenItIsClosed() throws IOException {
    Path left = file("hibi-network-" + NO_PROCESS + "-1.pt", Duration.ofHours(2));
    Path fresh = file("hibi-network-" + NO_PROCESS + "-2.pt", Duration.ofMinutes(5));
    Path living =
        file("hibi-network-" + ProcessHandle.current().pid() + "-3.pt", Duration.ofHours(2));
    Path other = file("hibi-network-x.pt", Duration.ofHours(2));

    Path own;
    try (SweptFile created = SweptFile.create(folder)) {
      own = created.path();
      assertThat(own).isRegularFile();
    }

    assertThat(own).doesNotExist();
    assertThat(left).doesNotExist();
    assertThat(fresh).exists();
    assertThat(living).exists();
    assertThat(other).exists();
  }

  private Path file(String name, Duration age) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "x");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}
