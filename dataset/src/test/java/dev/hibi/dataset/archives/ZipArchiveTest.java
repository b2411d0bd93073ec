package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hibi.dataset.ToyArchive;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipArchiveTest {
  private static final byte[] CONTENT = "not decoded here".getBytes(StandardCharsets.UTF_8);
  private static final Charset JAPANESE = Charset.forName("windows-31j");

  @TempDir Path folder;

  private final RawZip zip = new RawZip();

  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("a.zip");
  }

  private void assertReads(String name) throws IOException {
    try (ImageSources sources = ImageSources.open(zip.write(file))) {
      assertThat(sources.entry(0)).isEqualTo(name);
      assertThat(sources.bytes(0)).isEqualTo(CONTENT);
    }
  }

  private void assertNotOpened(String message) throws IOException {
    zip.write(file);
    assertThatThrownBy(() -> ImageSources.open(file))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(message);
  }

  /** The first entry fails, the entry "z.png" is readable nevertheless. */
  private void assertNotRead(String message) throws IOException {
    zip.stored("z.png", CONTENT);
    try (ImageSources sources = ImageSources.open(zip.write(file))) {
      assertThatThrownBy(() -> sources.bytes(0))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(message + " (" + file + "!a.png)");
      assertThat(sources.bytes(1)).isEqualTo(CONTENT);
    }
  }

  @Test
  void storedEntryIsRead() throws IOException {
    zip.stored("a.png", CONTENT);

    assertReads("a.png");
  }

  @Test
  void deflatedEntryIsRead() throws IOException {
    zip.deflated("a.png", CONTENT);

    assertReads("a.png");
  }

  @Test
  void emptyEntryIsRead() throws IOException {
    zip.stored("a.png", new byte[0]);
    zip.deflated("b.png", new byte[0]);

    try (ImageSources sources = ImageSources.open(zip.write(file))) {
      assertThat(sources.bytes(0)).isEmpty();
      assertThat(sources.bytes(1)).isEmpty();
    }
  }

  @Test
  void entryWithADataDescriptorIsRead() throws IOException {
    zip.deflated("a.png", CONTENT).descriptor = true;

    assertReads("a.png");
  }

  @Test
  void zip64IsRead() throws IOException {
    zip.deflated("a.png", CONTENT).zip64 = true;
    zip.zip64End = true;

    assertReads("a.png");
  }

  @Test
  void longLocalExtraFieldIsPassedOver() throws IOException {
    zip.deflated("a.png", CONTENT).localExtra = new byte[5000];

    assertReads("a.png");
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void bytesBeforeTheArchiveArePassedOver(boolean counted, boolean wide) throws IOException {
    zip.prefix = "#!/bin/sh a self-extracting program".getBytes(StandardCharsets.UTF_8);
    zip.offsetsCountPrefix = counted;
    zip.zip64End = wide;
    zip.deflated("a.png", CONTENT);

    assertReads("a.png");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 22, 65535})
  void commentIsPassedOver(int length) throws IOException {
    zip.comment = new byte[length];
    zip.stored("a.png", CONTENT);

    assertReads("a.png");
  }

  @Test
  void endRecordInTheCommentIsNotTaken() throws IOException {
    byte[] fake = new byte[22];
    RawZip.bytes(22).putInt(0x06054b50).putShort(8, (short) 1).putShort(10, (short) 1).get(0, fake);
    zip.comment = fake;
    zip.stored("a.png", CONTENT);

    assertReads("a.png");
  }

  @Test
  void japaneseNamesAreDetected() throws IOException {
    zip.stored("", CONTENT).name("ひび_ソ.png".getBytes(JAPANESE));

    assertReads("ひび_ソ.png");
  }

  @Test
  void japaneseNamesInASelfExtractingArchiveAreDetected() throws IOException {
    zip.prefix = "MZ".getBytes(StandardCharsets.UTF_8);
    zip.stored("", CONTENT).name("ひび_ソ.png".getBytes(JAPANESE));

    assertReads("ひび_ソ.png");
  }

  /** The record at the end has 16 bits for the number of entries, and old tools let it wrap. */
  @Test
  void moreEntriesThanTheRecordCanCountAreReadWithoutZip64() throws IOException {
    int count = 70_000;
    for (int i = 0; i < count; i++) {
      zip.stored("%05d.png".formatted(i), CONTENT);
    }
    zip.declaredEntries = count & 0xffff;

    try (ImageSources sources = ImageSources.open(zip.write(file))) {
      assertThat(sources.size()).isEqualTo(count);
      assertThat(sources.entry(count - 1)).isEqualTo("69999.png");
      assertThat(sources.bytes(count - 1)).isEqualTo(CONTENT);
    }
  }

  @Test
  void unmarkedUtf8IsDetected() throws IOException {
    zip.stored("ひび.png", CONTENT);

    assertReads("ひび.png");
  }

  @Test
  void charsetGivenIsTaken() throws IOException {
    zip.stored("", CONTENT).name("größe.png".getBytes(StandardCharsets.ISO_8859_1));

    try (ImageSources sources =
        ImageSources.builder()
            .add(zip.write(file))
            .zipCharset(StandardCharsets.ISO_8859_1)
            .open()) {
      assertThat(sources.entry(0)).isEqualTo("größe.png");
      assertThat(sources.bytes(0)).isEqualTo(CONTENT);
    }
  }

  @Test
  void unicodePathIsTaken() throws IOException {
    byte[] path = "größe.png".getBytes(StandardCharsets.UTF_8);
    zip.stored("gr__e.png", CONTENT).extra =
        RawZip.bytes(9 + path.length)
            .putShort((short) 0x7075)
            .putShort((short) (5 + path.length))
            .put((byte) 1)
            .putInt(RawZip.crc("gr__e.png".getBytes(StandardCharsets.UTF_8)))
            .put(path)
            .array();

    assertReads("größe.png");
  }

  @Test
  void namesInNoKnownCharsetAreRejected() throws IOException {
    zip.stored("", CONTENT).name(new byte[] {(byte) 0xff, '.', 'p', 'n', 'g'});

    assertNotOpened(
        "unknown charset of names: expected UTF-8, windows-31j or the one of --zip-charset,"
            + " found bytes ff 2e 70 6e 67 ("
            + file
            + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "/a.png,an absolute one",
    "C:\\a.png,an absolute one",
    "../a.png,one with '..'",
    "a\\..\\b.png,one with '..'"
  })
  void namesThatLeaveTheArchiveAreRejected(String name, String found) throws IOException {
    zip.stored(name, CONTENT);

    assertNotOpened(
        "unsafe name: expected a relative path, found %s (%s!%s)".formatted(found, file, name));
  }

  @Test
  void namesWithControlCharactersAreRejectedAndEscaped() throws IOException {
    zip.stored("a\0\n.png", CONTENT);

    assertNotOpened(
        "unsafe name: expected a relative path, found a control character"
            + " (%s!a\\u0000\\u000a.png)".formatted(file));
  }

  @Test
  void dotsInsideANameAreFine() throws IOException {
    zip.stored("a..b/c..png", CONTENT);

    assertReads("a..b/c..png");
  }

  @Test
  void oneVolumeOfSeveralIsRejected() throws IOException {
    zip.stored("a.png", CONTENT);
    zip.volume = 1;

    assertNotOpened(
        "unsupported zip: expected one volume, found volume 2 with 1 of 1 entries (" + file + ")");
  }

  @Test
  void directoryWithFewerEntriesThanDeclaredIsRejected() throws IOException {
    zip.stored("a.png", CONTENT);
    zip.stored("b".repeat(100) + ".png", CONTENT);
    zip.declaredEntries = 3;

    assertNotOpened("bad zip: expected 3 entries, found 2 (" + file + ")");
  }

  @Test
  void moreEntriesThanTheDirectoryHasBytesForAreRejected() throws IOException {
    zip.stored("a.png", CONTENT);
    zip.declaredEntries = Integer.MAX_VALUE;
    zip.zip64End = true;

    assertNotOpened(
        "bad zip: expected at least 46 bytes for each entry,"
            + " found 51 bytes for 2147483647 entries ("
            + file
            + ")");
  }

  @Test
  void overlappingEntriesAreRejected() throws IOException {
    zip.stored("a.png", CONTENT);
    zip.stored("b.png", CONTENT).offset = 10;

    assertNotOpened(
        "bad zip: expected entries apart, found entry 1 from 10 and entry 0 from 0 to 51 ("
            + file
            + ")");
  }

  @Test
  void entryOutsideTheFileIsRejected() throws IOException {
    zip.stored("a.png", CONTENT).offset = 1000;

    assertNotOpened(
        "bad zip: expected entry 0 to lie before the directory at 51, found 16 bytes at 1000 ("
            + file
            + ")");
  }

  @Test
  void encryptedEntryConcernsItselfAlone() throws IOException {
    zip.stored("a.png", CONTENT).flags = 1;

    assertNotRead("unsupported zip entry: expected no encryption, found it encrypted");
  }

  @ParameterizedTest
  @CsvSource({"9,Deflate64", "12,BZIP2", "14,LZMA", "93,Zstandard", "99,AES", "77,unknown"})
  void unknownMethodConcernsItsEntryAlone(int method, String name) throws IOException {
    zip.stored("a.png", CONTENT).method(method);

    assertNotRead(
        "unsupported zip entry: expected method 0 (stored) or 8 (deflated), found %d (%s)"
            .formatted(method, name));
  }

  @Test
  void wrongChecksumConcernsItsEntryAlone() throws IOException {
    zip.deflated("a.png", CONTENT).crc = 0x1234;

    assertNotRead(
        "bad zip entry: expected 16 bytes with CRC-32 00001234, found 16 with %08x"
            .formatted(RawZip.crc(CONTENT)));
  }

  @Test
  void localHeaderWithAnotherNameIsRejected() throws IOException {
    zip.stored("a.png", CONTENT).localName = "b.png".getBytes(StandardCharsets.UTF_8);

    assertNotRead(
        "bad zip entry: expected the local CRC-32 of the name to be the directory's %08x, found %08x"
            .formatted(
                RawZip.crc("a.png".getBytes(StandardCharsets.UTF_8)),
                RawZip.crc("b.png".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void localHeaderWithAnotherMethodIsRejected() throws IOException {
    zip.stored("a.png", CONTENT).localMethod = 8;

    assertNotRead("bad zip entry: expected the local method to be the directory's 0, found 8");
  }

  @Test
  void localHeaderWithAnotherSizeIsRejected() throws IOException {
    zip.deflated("a.png", CONTENT).localSize = 17;

    assertNotRead("bad zip entry: expected the local size to be the directory's 16, found 17");
  }

  @Test
  void entryThatInflatesToMoreThanDeclaredIsRejected() throws IOException {
    RawZip.Entry entry = zip.deflated("a.png", CONTENT);
    entry.size = 15;
    entry.localSize = 15;

    assertNotRead(
        "bad zip entry: expected 15 bytes with CRC-32 %08x, found 16 with %08x"
            .formatted(RawZip.crc(CONTENT), RawZip.crc(Arrays.copyOf(CONTENT, 15))));
  }

  @Test
  void entryAboveTheLimitIsNotInflated() throws IOException {
    RawZip.Entry entry = zip.deflated("a.png", CONTENT);
    entry.size = 0xfffffff0L;

    assertNotRead("entry too large: expected at most 268435456 bytes, found 4294967280");
  }

  @Test
  void bombIsNotInflated() throws IOException {
    zip.deflated("a.png", new byte[20_000_000]);

    assertNotRead(
        "entry inflates too much: expected at most 1000-fold, found 20000000 bytes of 19447");
  }

  @Test
  void imageAboveThePixelLimitIsNotDecoded() throws IOException {
    ReadLimits limits = ReadLimits.builder().maxPixels(239).build();
    Path toy = ToyArchive.zip(file, "a.png");

    try (ImageSources sources = ImageSources.builder().add(toy).limits(limits).open()) {
      assertThatThrownBy(() -> sources.image(0))
          .hasMessageContaining("239")
          .hasMessageContaining(file + "!a.png");
    }
  }

  @Test
  void archiveThatChangesUnderAReaderIsNoticed() throws IOException {
    zip.stored("a.png", CONTENT);
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    long length = Files.size(zip.write(file));
    Files.setLastModifiedTime(file, time);
    try (ImageSources sources = ImageSources.open(file)) {
      Files.write(file, new byte[10]);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_001_000L));

      assertThatThrownBy(() -> sources.bytes(0))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "changed while in use: expected %d bytes of 2001-09-09T01:46:40Z, found 10 bytes of"
                      .formatted(length)
                  + " 2001-09-09T01:46:41Z ("
                  + file
                  + ")");
    }
  }

  @Test
  void fileThatChangesUnderAReaderIsNoticed() throws IOException {
    Path png = Files.write(folder.resolve("a.png"), CONTENT);
    try (ImageSources sources = ImageSources.open(png)) {
      Files.write(png, new byte[10]);

      assertThatThrownBy(() -> sources.bytes(0))
          .hasMessage("changed while in use: expected 16 bytes, found 10 (" + png + ")");
    }
  }

  @Test
  void interruptionFailsOneReaderAlone() throws IOException {
    zip.stored("a.png", CONTENT);
    try (ImageSources sources = ImageSources.open(zip.write(file))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> sources.bytes(0)).isInstanceOf(ClosedByInterruptException.class);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(sources.bytes(0)).isEqualTo(CONTENT);
    }
  }

  @Test
  void entriesAreThoseThatTheJdkLists() throws IOException {
    ToyArchive.tutorial(file, 40);

    try (ImageSources sources = ImageSources.open(file);
        ZipFile jdk = new ZipFile(file.toFile())) {
      assertThat(sources.samples().stream().map(Sample::entry))
          .containsExactlyElementsOf(jdk.stream().map(ZipEntry::getName).sorted().toList());
      for (int i = 0; i < sources.size(); i++) {
        ZipEntry entry = jdk.getEntry(sources.entry(i));
        assertThat(sources.bytes(i)).isEqualTo(jdk.getInputStream(entry).readAllBytes());
        assertThat(sources.crc32(i)).isEqualTo(entry.getCrc());
      }
    }
  }

  /** Needs Info-ZIP's {@code zip} on the path; skipped otherwise. */
  @Test
  void archiveOfInfoZipIsRead() throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("train/deep"));
    Files.write(folder.resolve("train/deep/ひび.png"), CONTENT);
    assumeRuns("zip", "-q", "-r", file.toString(), "train");

    try (ImageSources sources = ImageSources.open(file)) {
      assertThat(sources.entry(0)).isEqualTo("train/deep/ひび.png");
      assertThat(sources.bytes(0)).isEqualTo(CONTENT);
    }
  }

  /** Needs Python 3 on the path; skipped otherwise. It writes zip64 because it is told to. */
  @Test
  void archiveOfPythonIsRead() throws IOException, InterruptedException {
    String script =
        """
        import zipfile
        with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("train/a.png", "w", force_zip64=True) as entry:
                entry.write(b"not decoded here")
        """;
    assumeRuns("python3", "-c", script);

    try (ImageSources sources = ImageSources.open(file)) {
      assertThat(sources.entry(0)).isEqualTo("train/a.png");
      assertThat(sources.bytes(0)).isEqualTo(CONTENT);
    }
  }

  private void assumeRuns(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assumeTrue(process.waitFor() == 0, command[0] + " fails");
    } catch (IOException e) {
      abort(command[0] + " is not installed");
    }
  }
}
