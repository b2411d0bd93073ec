package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLockTest {
  @TempDir Path folder;

  @Test
  void oneHolderAtATimeHasAFileWhicheverWayItIsNamed() throws Exception {
    Path file = folder.resolve(".lock");
    try (ProcessLock first = ProcessLock.take(file).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(ProcessLock.take(file)).isEmpty();
      assertThat(ProcessLock.take(folder.resolve("./.lock"))).isEmpty();
    }

    ProcessLock again = ProcessLock.take(file).orElseThrow();
    again.close();
    again.close();
    assertThat(Files.exists(file)).isTrue();
  }
}
