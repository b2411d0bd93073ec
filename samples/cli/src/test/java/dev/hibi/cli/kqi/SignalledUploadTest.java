package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in processes of their own that are told to end. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
final class SignalledUploadTest {
  private final Path folder;
  private final KqiCommandLine commandLine;

  SignalledUploadTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder); // with two data records
    commandLine.emulator().faults().delay("PUT .*", Duration.ofSeconds(60), 100);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  @Test
  void anUploadThatIsToldToEndLeavesNoRecord() throws Exception {
    Process upload = upload();
    awaitRecord(3);

    upload.destroy(); // SIGTERM

    assertThat(upload.waitFor()).isEqualTo(143);
    assertThat(ids()).containsExactly("2", "1");
  }

  @Test
  void ctrlCLeavesNoRecord() throws Exception {
    assumeTrue(interruptsAreHeard(), "SIGINT is ignored here, and so by every child");
    Process upload = upload();
    awaitRecord(3);

    new ProcessBuilder("kill", "-INT", Long.toString(upload.pid())).start().waitFor();

    assertThat(upload.waitFor()).isEqualTo(130);
    assertThat(ids()).containsExactly("2", "1");
  }

  @Test
  void withAResumeFileTheRecordStaysForTheNextUpload() throws Exception {
    Path resume = folder.resolve("resume");
    Process upload = upload("--resume-file", resume.toString());
    awaitRecord(3);
    upload.destroy();
    assertThat(upload.waitFor()).isEqualTo(143);
    assertThat(ids()).containsExactly("3", "2", "1");
    assertThat(resume).exists();
    assertThat(Files.readString(resume)).contains("\"made\":{\"id\":3}");
  }

  private Process upload(String... more) throws IOException {
    Path file = Files.write(folder.resolve("a.bin"), new byte[1 << 20]);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hibi.cli.Hibi",
                "kqi",
                "data",
                "upload",
                "--name=told",
                "--config=" + folder.resolve("config.json"),
                file.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private void awaitRecord(int count) throws InterruptedException {
    while (ids().size() < count) {
      Thread.sleep(50);
    }
    Thread.sleep(500); // so that its file is on its way
  }

  /** Of the data, the latest first. */
  private List<String> ids() {
    return commandLine.kqi("data", "list").expectSuccess().outLines().stream()
        .skip(1)
        .map(line -> line.strip().split(" ", 2)[0])
        .toList();
  }

  /** Whether a process that this one starts can be interrupted. */
  private static boolean interruptsAreHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .noneMatch(ignored -> (ignored & 2) != 0);
  }
}
