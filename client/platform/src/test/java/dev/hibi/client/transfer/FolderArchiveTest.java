package dev.hibi.client.transfer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderArchiveTest {
  @TempDir private Path folder;

  private Path photographs() throws IOException {
    Path photographs = folder.resolve("bridge");
    Files.createDirectories(photographs.resolve("north"));
    Files.writeString(photographs.resolve("north/b.jpg"), "b");
    Files.writeString(photographs.resolve("写真.jpg"), "a");
    return photographs;
  }

  @Test
  void filesAreSortedByTheirPathsAndLinksToFilesAreFiles() throws Exception {
    Path photographs = photographs();
    Files.createSymbolicLink(photographs.resolve("a.jpg"), Path.of("north/b.jpg"));
    Path zip = folder.resolve("bridge.zip");

    assertThat(FolderArchive.write(photographs, zip)).isEqualTo(3);

    try (ZipFile read = new ZipFile(zip.toFile())) {
      assertThat(read.stream().map(ZipEntry::getName))
          .containsExactly("a.jpg", "north/b.jpg", "写真.jpg");
      byte[] bytes = read.getInputStream(read.getEntry("a.jpg")).readAllBytes();
      assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("b");
    }
  }

  @Test
  void aLinkThatLeadsToNoFileIsRefused() throws Exception {
    Path photographs = photographs();
    Path link = Files.createSymbolicLink(photographs.resolve("loop"), Path.of("."));

    assertThatThrownBy(() -> FolderArchive.write(photographs, folder.resolve("x.zip")))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot be packed: expected a file, found none (%s)".formatted(link));
    assertThat(folder.resolve("x.zip")).doesNotExist();
  }

  @Test
  void aFolderWithoutFilesIsRefused() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty/inner")).getParent();

    assertThatThrownBy(() -> FolderArchive.write(requireNonNull(empty), folder.resolve("x.zip")))
        .hasMessage("nothing to pack: expected files, found none (%s)".formatted(empty));
  }
}
