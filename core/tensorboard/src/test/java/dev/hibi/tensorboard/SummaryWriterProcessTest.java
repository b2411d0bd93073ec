package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other processes that write to the same directory, and their sudden end. */
@Timeout(120)
final class SummaryWriterProcessTest {
  private static final int LOGGED_BEFORE_THE_PAUSE = 1_000;

  private final Path dir;

  SummaryWriterProcessTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** Logs 1000 steps, says so, and goes on one step a millisecond until it is killed. */
  static final class Endless {
    public static void main(String[] args) throws Exception {
      SummaryWriter writer =
          SummaryWriter.builder(Path.of(args[0])).flushInterval(Duration.ofMillis(100)).build();
      for (long step = 0; ; step++) {
        writer.scalar("step", (double) step, step);
        if (step >= LOGGED_BEFORE_THE_PAUSE) {
          Thread.sleep(1);
        } else if (step == LOGGED_BEFORE_THE_PAUSE - 1) {
          System.out.println("logged");
        }
      }
    }
  }

  /** Says whether it could open a writer. */
  static final class Second {
    public static void main(String[] args) {
      try (SummaryWriter writer = SummaryWriter.builder(Path.of(args[0])).build()) {
        System.out.println("opened " + writer.file());
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Logs into a new run and ends without closing the writer. */
  static final class Forgetful {
    public static void main(String[] args) throws Exception {
      SummaryWriter writer =
          SummaryWriter.builder()
              .flushInterval(Duration.ofDays(1))
              .closeOnExit(Boolean.parseBoolean(args[1]))
              .build();
      writer.flush();
      writer.scalar("a", 1, 0);
      System.out.println(writer.directory());
      System.exit(0);
    }
  }

  @Test
  void aWriterThatIsOpenWhenTheProcessEndsIsClosedUnlessThatIsDeclined() throws Exception {
    Path closed = forgetfulRun(true);
    assertThat(EventFileReader.read(closed)).hasSize(3);

    Path declined = forgetfulRun(false);
    assertThat(EventFileReader.read(declined)).hasSize(2);
  }

  @Test
  void aRunWithoutANameIsNewAndNamedAfterTheTimeAndTheHost() throws Exception {
    List<Path> runs = List.of(forgetfulRun(true), forgetfulRun(true));

    assertThat(runs.get(0)).isNotEqualTo(runs.get(1));
    assertThat(dir.relativize(runs.get(0)).toString())
        .matches("runs.[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}_[A-Za-z0-9._-]+");
  }

  private Path forgetfulRun(boolean closeOnExit) throws Exception {
    Process process = start(Forgetful.class, String.valueOf(closeOnExit));
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      return dir.resolve(output.readLine());
    } finally {
      process.waitFor();
    }
  }

  @Test
  void aKilledProcessLeavesItsStepsReadableAndItsDirectoryFree() throws Exception {
    Process process = start(Endless.class);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).isEqualTo("logged");
      while (steps().size() < LOGGED_BEFORE_THE_PAUSE) {
        Thread.sleep(20); // nothing but the flush interval makes the steps appear
      }
    } finally {
      process.destroyForcibly().waitFor();
    }

    List<Long> steps = steps();
    for (int i = 0; i < steps.size(); i++) {
      assertThat(steps.get(i)).isEqualTo(i);
    }
    try (SummaryWriter writer = SummaryWriter.builder(dir).resumeAt(10).build()) {
      writer.scalar("step", 10, 10);
    }
    assertThat(steps()).hasSize(steps.size() + 1).endsWith(10L);
  }

  @Test
  void aWriterOfAnotherProcessIsRefusedEvenAfterOneOfThisProcessWas() throws Exception {
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      assertThat(second())
          .isEqualTo("run directory in use: expected no other live writer, found one (%s)", dir);
      try {
        SummaryWriter.builder(dir).build().close();
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("run directory in use");
      }

      assertThat(second()).startsWith("run directory in use");
      writer.scalar("a", 1, 0);
    }

    assertThat(second()).startsWith("opened ");
  }

  private String second() throws Exception {
    Process process = start(Second.class);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      return output.readLine();
    } finally {
      process.waitFor();
    }
  }

  private Process start(Class<?> main, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.add(dir.toString());
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .directory(dir.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>();
    try (EventFileReader reader = EventFileReader.open(dir)) {
      for (Optional<RunEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
        if (e.get() instanceof RunEvent.Scalar scalar) {
          steps.add(scalar.step());
        }
      }
    }
    return steps;
  }
}
