package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders as data, as a user types them. */
@Timeout(60)
final class KqiFolderTest {
  private final Path folder;
  private final KqiCommandLine commandLine;

  KqiFolderTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  private Path photographs() throws IOException {
    Path photographs = Files.createDirectories(folder.resolve("bridge"));
    Files.writeString(photographs.resolve("b.jpg"), "b");
    Files.writeString(photographs.resolve("a.jpg"), "a");
    return photographs;
  }

  private List<String> download(String id) {
    Path to = folder.resolve("to" + id);
    return commandLine.kqi("data", "download", id, "--output=" + to).expectSuccess().outLines();
  }

  @Test
  void aFolderWithoutFoldersIsItsFiles() throws IOException {
    Answer answer = commandLine.kqi("data", "upload", "--name=x", photographs().toString());

    assertThat(answer.out()).isEqualTo("3%n".formatted());
    assertThat(download("3"))
        .containsExactly(
            folder.resolve("to3/a.jpg").toString(), folder.resolve("to3/b.jpg").toString());
  }

  @Test
  void aFolderWithFoldersIsAnArchive() throws IOException {
    Path photographs = photographs();
    Files.writeString(
        Files.createDirectories(photographs.resolve("north/写真")).resolve("c.jpg"), "c");
    Path resume = folder.resolve("resume");

    commandLine
        .kqi("data", "upload", "--name=x", "--resume-file=" + resume, photographs.toString())
        .expectSuccess();

    assertThat(folder.resolve("resume.zips")).doesNotExist();
    assertThat(download("3")).containsExactly(folder.resolve("to3/bridge.zip").toString());
    try (ZipFile zip = new ZipFile(folder.resolve("to3/bridge.zip").toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName()))
          .containsExactly("a.jpg", "b.jpg", "north/写真/c.jpg");
    }
  }

  @Test
  void anEmptyFolderIsNothing() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    Answer answer = commandLine.kqi("data", "upload", "--name=x", empty.toString());

    assertThat(answer.err())
        .isEqualTo("hibi: nothing to upload: expected files, found none (%s)%n".formatted(empty));
    assertThat(answer.code()).isEqualTo(1);
  }
}
