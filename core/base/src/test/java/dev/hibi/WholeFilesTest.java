package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a file system in memory that holds 64 kB, so that a full disk is a real one. */
final class WholeFilesTest {
  private final FileSystem disk =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setBlockSize(1024).setMaxSize(64 * 1024).build());
  private final Path directory = disk.getPath("/disk/run");

  @BeforeEach
  void make() throws IOException {
    Files.createDirectories(directory);
  }

  @AfterEach
  void close() throws IOException {
    disk.close();
  }

  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    Path file = directory.resolve("run.json");
    WholeFiles.writeFile(file, WholeFiles.text("old"));

    WholeFiles.writeFile(file, WholeFiles.text("new"));

    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("run.json");
  }

  @Test
  void aFullDiskLeavesTheOldFile() throws IOException {
    Path file = directory.resolve("run.json");
    WholeFiles.writeFile(file, WholeFiles.text("old"));

    assertThatThrownBy(() -> WholeFiles.writeFile(file, WholeFiles.text("x".repeat(100_000))))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write: expected %s to be written, found 'out of disk space'", file);

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("run.json");
  }

  @Test
  void aFullDiskLeavesTheOldDirectory() throws IOException {
    Path model = directory.resolve("model");
    WholeFiles.writeDirectory(model, into -> write(into, "old"));

    assertThatThrownBy(
            () -> WholeFiles.writeDirectory(model, into -> write(into, "x".repeat(100_000))))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write: expected %s to be written, found 'out of disk space'", model);

    assertThat(model.resolve("file")).hasContent("old");
    assertThat(names()).containsExactly("model");
  }

  @Test
  void theFoldersAboveADirectoryAreMade() throws IOException {
    Path model = directory.resolve("a/b/model");

    WholeFiles.writeDirectory(model, into -> write(into, "new"));

    assertThat(model).isNotEmptyDirectory();
    assertThat(directory.resolve("a/b")).isDirectoryNotContaining(path -> !path.equals(model));
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () -> WholeFiles.writeDirectory(file.resolve("model"), into -> write(into, "new")))
        .hasMessage(
            "cannot write: expected %s to be written, found '%s'", file.resolve("model"), file);
  }

  @Test
  void anAbsentFolderIsToldInWords() {
    Path file = directory.resolve("absent/run.json");

    assertThatThrownBy(() -> WholeFiles.writeFile(file, WholeFiles.text("new")))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write: expected %s to be written, found 'no such folder'", file);
  }

  @Test
  void aDirectoryIsReplacedAsAWhole() throws IOException {
    Path model = directory.resolve("model");
    WholeFiles.writeDirectory(model, into -> write(into, "old"));

    WholeFiles.writeDirectory(
        model, into -> WholeFiles.writeAndForce(into.resolve("other"), WholeFiles.text("new")));

    assertThat(model.resolve("other")).hasContent("new");
    assertThat(model.resolve("file")).doesNotExist();
    assertThat(names()).containsExactly("model");
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndWhatItMovedAwayComesBack() throws IOException {
    Path left = Files.createDirectories(directory.resolve(".model.999999999-1f.tmp"));
    Files.writeString(left.resolve("half"), "half");
    Files.createDirectories(directory.resolve(".model.old.tmp"));
    Files.writeString(directory.resolve(".model.old.tmp/file"), "old");
    Path model = directory.resolve("model");

    assertThatThrownBy(
            () -> WholeFiles.writeDirectory(model, into -> write(into, "x".repeat(100_000))))
        .isInstanceOf(IOException.class);

    assertThat(model.resolve("file")).hasContent("old");
    assertThat(names()).containsExactly("model");
  }

  private static void write(Path directory, String text) throws IOException {
    WholeFiles.writeAndForce(directory.resolve("file"), WholeFiles.text(text));
  }

  private String[] names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }
}
