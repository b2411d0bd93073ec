package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemoryFileTest {

  @Test
  void aFileInMemoryHoldsWhatIsWrittenAndIsInNoFolder() throws IOException {
    Optional<MemoryFile> created = MemoryFile.create();
    assumeThat(created).isPresent(); // on Linux

    Path path;
    try (MemoryFile file = created.get()) {
      path = file.path();
      Files.write(path, new byte[] {1, 2, 3});

      assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3);
      assertThat(Files.readSymbolicLink(path).toString()).startsWith("/memfd:");
    }

    assertThat(path).doesNotExist();
  }
}
