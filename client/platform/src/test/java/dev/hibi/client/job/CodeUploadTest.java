package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.EmulatedPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class CodeUploadTest {
  private static final String LONG_NAME = "n".repeat(120) + "/写真.txt";

  @TempDir private Path folder;

  private Path code() throws IOException {
    Path code = folder.resolve("code");
    Files.createDirectories(code.resolve(LONG_NAME).resolveSibling("."));
    Files.writeString(code.resolve(LONG_NAME), "long");
    Files.writeString(code.resolve("run.sh"), "cat model.txt */写真.txt; cat link; ls gone.txt 2>&1");
    assertThat(code.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.writeString(code.resolve("model.txt"), "first ");
    Files.writeString(code.resolve("gone.txt"), "gone");
    Files.createSymbolicLink(code.resolve("link"), Path.of("model.txt"));
    return code;
  }

  private static void git(Path folder, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-C"));
    command.add(folder.toString());
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** What a job of this code writes to its log. */
  private List<String> log(LocalCode code, Path repository) throws Exception {
    try (EmulatedPlatform platform =
        EmulatedPlatform.start(
            EmulatedPlatform.builder(folder.resolve("platform"))
                .repository("inspection", "cracks", repository)
                .runCommands(true))) {
      TrainingRequest request = platform.request(platform.dataSet()).entryPoint("./run.sh").build();
      CodeUpload sent = CodeUpload.send(platform.client(), "cracks", code);
      assertThat(platform.client().data().get(sent.dataId()).tags()).containsExactly("code");

      TrainingJob job = platform.start(sent.in(request));
      List<String> lines = new ArrayList<>();
      job.followLog(lines::add);
      return lines;
    }
  }

  private Path emptyRepository() throws IOException {
    return Files.createDirectories(folder.resolve("empty"));
  }

  @Test
  void aFolderIsRunAsItIs() throws Exception {
    LocalCode code = LocalCode.folder(code());

    assertThat(code.files()).containsExactly("gone.txt", "link", "model.txt", LONG_NAME, "run.sh");
    assertThat(log(code, emptyRepository())).containsExactly("first longfirst gone.txt");
  }

  @Test
  void ofAWorkTreeWhatIsIgnoredStaysHere() throws Exception {
    Path code = code();
    git(code, "init", "-q");
    Files.writeString(code.resolve(".gitignore"), "*.bin\n");
    Files.writeString(code.resolve("large.bin"), "large");

    assertThat(LocalCode.folder(code).files()).contains(".gitignore", LONG_NAME, "run.sh");
    assertThat(LocalCode.folder(code).files()).doesNotContain("large.bin");
  }

  @Test
  void whatIsNotCommittedIsLaidOverTheCommit() throws Exception {
    Path code = code();
    git(code, "init", "-q");
    git(code, "add", "-A");
    git(code, "commit", "-q", "-m", "all");
    Path repository = folder.resolve("repository");
    git(folder, "clone", "-q", code.toString(), repository.toString());
    Files.writeString(code.resolve("model.txt"), "second ");
    Files.delete(code.resolve("gone.txt"));

    LocalCode changes = LocalCode.changes(code.resolve("n".repeat(120)));

    assertThat(changes.files()).containsExactly("model.txt");
    assertThat(changes.deleted()).containsExactly("gone.txt");
    assertThat(changes.commit().orElseThrow()).matches("[0-9a-f]{40}");
    List<String> lines = log(changes, repository);
    assertThat(lines.get(0)).startsWith("second long").contains("No such file");
  }

  @Test
  void nothingToSendIsSaid() throws Exception {
    Path empty = emptyRepository();
    try (EmulatedPlatform platform =
        EmulatedPlatform.start(EmulatedPlatform.builder(folder.resolve("platform")))) {
      assertThatThrownBy(
              () -> CodeUpload.send(platform.client(), "cracks", LocalCode.folder(empty)))
          .isInstanceOf(IOException.class)
          .hasMessage("nothing to send: expected files, found none (%s)".formatted(empty));
    }
    assertThatThrownBy(() -> LocalCode.changes(empty))
        .hasMessage("no source: expected a Git work tree, found none (%s)".formatted(empty));
    assertThatThrownBy(() -> LocalCode.folder(empty.resolve("none")))
        .hasMessage(
            "no source: expected a folder, found none (%s)".formatted(empty.resolve("none")));
  }
}
