package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.ToyArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes behind an archive, which transfers leave there, and archives whose end is lost. */
final class ZipExcessTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  private final RawZip zip = new RawZip();

  @BeforeEach
  void fill() throws IOException {
    file = folder.resolve("a.zip");
    zip.stored("a.png", ToyArchive.content("a.png"));
    zip.deflated("b.png", ToyArchive.content("b.png"));
  }

  private void write(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    Files.write(file, all.toByteArray());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void assertReads(String warning) throws IOException {
    try (ImageSources sources = ImageSources.open(file)) {
      assertThat(sources.warnings()).containsExactly(warning);
      assertThat(sources.bytes(0)).isEqualTo(ToyArchive.content("a.png"));
      assertThat(sources.bytes(1)).isEqualTo(ToyArchive.content("b.png"));
    }
  }

  private void assertHasNoEnd() {
    assertThatThrownBy(() -> ImageSources.open(file))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "bad zip: expected an end record at the end, found none in %d bytes (%s)"
                .formatted(file.toFile().length(), file));
  }

  @Test
  void anArchiveThatEndsWhereItShouldHasNoWarning() throws IOException {
    zip.comment = text("taken on the 3rd");

    try (ImageSources sources = ImageSources.open(zip.write(file))) {
      assertThat(sources.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 21, 22, 512, 65_536, 1_000_000})
  void zerosBehindTheArchiveArePassedOverWithAWarning(int count) throws IOException {
    byte[] archive = zip.toBytes();
    write(archive, new byte[count]);

    assertReads(
        "bytes after the archive: expected its end at %d, found %d more, passed over (%s)"
            .formatted(archive.length, count, file));
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void linesEndsBehindAnyArchiveArePassedOver(boolean wide, boolean prefixed) throws IOException {
    zip.zip64End = wide;
    zip.prefix = prefixed ? text("#!/bin/sh a self-extracting program") : zip.prefix;
    zip.comment = text("a comment");
    byte[] archive = zip.toBytes();
    write(archive, text("\r\n"));

    assertReads(
        "bytes after the archive: expected its end at %d, found 2 more, passed over (%s)"
            .formatted(archive.length, file));
  }

  @Test
  void textThatHoldsTheSignatureBehindTheArchiveIsPassedOver() throws IOException {
    byte[] archive = zip.toBytes();
    byte[] page = text("<html>404 PK\5\6 not found, and more of it than a record has</html>");
    write(archive, page);

    assertReads(
        "bytes after the archive: expected its end at %d, found %d more, passed over (%s)"
            .formatted(archive.length, page.length, file));
  }

  @Test
  void aCommentThatIsCutOffLosesNoImage() throws IOException {
    zip.comment = text("a long comment");
    byte[] archive = zip.toBytes();
    write(Arrays.copyOf(archive, archive.length - 5));

    assertReads(
        "cut comment: expected 5 more bytes of the archive's comment, found none (%s)"
            .formatted(file));
  }

  @Test
  void anArchiveThatIsCutOffAnywhereIsRefusedWithOrWithoutPadding() throws IOException {
    byte[] archive = zip.toBytes();
    for (int length = 4; length < archive.length; length += 7) {
      write(Arrays.copyOf(archive, length));
      assertHasNoEnd();
      byte[] padding = new byte[512];
      Arrays.fill(padding, (byte) 0xf6); // zeros could be what is cut off
      write(Arrays.copyOf(archive, length), padding);
      assertHasNoEnd();
    }
  }

  @Test
  void anArchiveInsideAnArchiveThatIsCutOffIsNotTakenForIt() throws IOException {
    RawZip inner = new RawZip();
    inner.stored("c.png", ToyArchive.content("c.png"));
    byte[] whole = zip.toBytes();
    zip.stored("inner.zip", inner.toBytes());
    byte[] archive = zip.toBytes();
    int directory = new String(archive, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2a.png");
    assertThat(directory).isNegative();
    write(Arrays.copyOf(archive, whole.length + inner.toBytes().length), new byte[100]);

    assertHasNoEnd();
  }
}
