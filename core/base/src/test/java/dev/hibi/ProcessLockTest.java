package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
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

  @Test
  void aSecondAttemptHereDoesNotTakeItFromTheFirstForOtherProcesses() throws Exception {
    Path file = folder.resolve(".lock");
    try (ProcessLock first = ProcessLock.take(file).orElseThrow()) {
      first.tellProcess();
      assertThat(ProcessLock.take(file)).isEmpty();
      assertThat(ProcessLock.holder(file)).hasValue(ProcessHandle.current().pid());

      assertThat(asked(file)).isEqualTo("held by " + ProcessHandle.current().pid());
    }
    assertThat(asked(file)).isEqualTo("taken");
  }

  @Test
  void theHolderReadsAndWritesTheFileItself() throws Exception {
    Path file = folder.resolve("data");
    try (ProcessLock lock = ProcessLock.take(file).orElseThrow()) {
      lock.channel().write(ByteBuffer.wrap(new byte[] {1, 2}), 2_000_000);
      ByteBuffer read = ByteBuffer.allocate(2);
      lock.channel().read(read, 2_000_000);

      assertThat(read.array()).containsExactly(1, 2);
      assertThat(asked(file)).isEqualTo("held by nobody known");
    }
    assertThat(ProcessLock.holder(folder.resolve("none"))).isEmpty();
  }

  /** What another process says of a file. */
  private static String asked(Path file) throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Asker.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).isZero();
    return said.strip();
  }

  /** Takes a file, if it can. */
  static final class Asker {
    private Asker() {}

    public static void main(String... arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      Optional<ProcessLock> lock = ProcessLock.take(file);
      OptionalLong holder = lock.isPresent() ? OptionalLong.empty() : ProcessLock.holder(file);
      System.out.println(
          lock.isPresent()
              ? "taken"
              : "held by " + (holder.isPresent() ? holder.getAsLong() : "nobody known"));
    }
  }
}
