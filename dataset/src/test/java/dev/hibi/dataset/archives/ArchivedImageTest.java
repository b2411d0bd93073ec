package dev.hibi.dataset.archives;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of archives that lie anywhere, found here and read there. */
final class ArchivedImageTest {
  private static final String NAME = "s3a://site/photos.zip";

  @TempDir Path folder;

  /** A file in memory. */
  private record Bytes(List<Byte> content) implements ByteSource {
    static Bytes of(byte[] content) {
      Byte[] boxed = new Byte[content.length];
      Arrays.setAll(boxed, i -> content[i]);
      return new Bytes(List.of(boxed));
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public void read(long position, byte[] into, int length) {
      for (int i = 0; i < length; i++) {
        into[i] = content.get((int) position + i);
      }
    }
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(("content of " + name).getBytes(UTF_8));
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  @Test
  void theyAreThoseThatSourcesFind() throws IOException {
    byte[] archive =
        zip("b/2.jpg", "a.txt", "b/1.png", "__MACOSX/b/._1.png", "b/.hidden.png", "c/unnamed");
    Path file = Files.write(folder.resolve("photos.zip"), archive);

    List<ArchivedImage> found = ArchivedImage.list(NAME, Bytes.of(archive));

    try (ImageSources sources = ImageSources.open(file)) {
      assertThat(found)
          .extracting(ArchivedImage::entry)
          .isEqualTo(sources.samples().stream().map(Sample::entry).toList())
          .containsExactly("b/1.png", "b/2.jpg");
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).byteCount()).isEqualTo(sources.sample(i).byteCount());
        assertThat(Integer.toUnsignedLong(found.get(i).crc32())).isEqualTo(sources.crc32(i));
      }
    }
    assertThat(found.get(0).name()).isEqualTo("s3a://site/photos.zip!b/1.png");
  }

  @Test
  void oneThatWasCarriedElsewhereIsReadThere() throws Exception {
    byte[] archive = zip("b/1.png", "b/2.jpg");
    ArchivedImage image = carried(ArchivedImage.list(NAME, Bytes.of(archive)).get(1));

    assertThat(image.read(Bytes.of(archive), ReadLimits.defaults()))
        .asString()
        .isEqualTo("content of b/2.jpg");
  }

  @Test
  void anArchiveThatIsAnotherOneByNowIsTold() throws IOException {
    ArchivedImage image = ArchivedImage.list(NAME, Bytes.of(zip("b/1.png", "b/2.jpg"))).get(1);
    Bytes other = Bytes.of(zip("b/1.jpg", "b/3.jpg"));

    assertThatThrownBy(() -> image.read(other, ReadLimits.defaults()))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessageStartingWith("bad zip entry: expected the local CRC-32 of the name to be ")
        .hasMessageEndingWith(" (s3a://site/photos.zip!b/2.jpg)");
  }

  @Test
  void aNameThatLeavesTheArchiveIsRefused() throws IOException {
    Bytes archive = Bytes.of(zip("../1.png"));

    assertThatThrownBy(() -> ArchivedImage.list(NAME, archive))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessageContaining("../1.png");
  }

  @Test
  void oneBeyondTheLimitsIsRefused() throws IOException {
    Bytes archive = Bytes.of(zip("b/1.png"));
    ArchivedImage image = ArchivedImage.list(NAME, archive).get(0);

    assertThatThrownBy(() -> image.read(archive, ReadLimits.builder().maxEntryBytes(10).build()))
        .hasMessage(
            "entry too large: expected at most 10 bytes, found 20 (s3a://site/photos.zip!b/1.png)");
  }

  @Test
  void namesSayWhatASearchMakesOfFiles() {
    assertThat(ImageSources.found("a/1.JPG")).isEqualTo(FoundFile.IMAGE);
    assertThat(ImageSources.found("a/site.zip")).isEqualTo(FoundFile.ARCHIVE);
    assertThat(ImageSources.found("a/1")).isEqualTo(FoundFile.UNKNOWN);
    assertThat(ImageSources.found("a/readme.txt")).isEqualTo(FoundFile.PASSED_OVER);
    assertThat(ImageSources.found("@eaDir/1.jpg")).isEqualTo(FoundFile.PASSED_OVER);
    assertThat(ImageSources.found("a/.1.jpg")).isEqualTo(FoundFile.PASSED_OVER);
  }

  private static ArchivedImage carried(ArchivedImage image) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(image);
    }
    try (ObjectInputStream objects =
        new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      return (ArchivedImage) objects.readObject();
    }
  }
}
