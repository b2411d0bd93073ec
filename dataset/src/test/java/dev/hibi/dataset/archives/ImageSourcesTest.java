package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.ToyArchive;
import dev.hibi.image.ImageRows;
import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageSourcesTest {
  @TempDir Path folder;

  private static List<String> entries(ImageSources sources) {
    return sources.samples().stream().map(Sample::entry).toList();
  }

  private void assertRefused(String message, Path... sources) {
    assertThatThrownBy(() -> ImageSources.open(sources))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(message);
  }

  @Test
  void entriesAreSortedWhateverTheirOrderInTheArchive() throws IOException {
    Path zip = ToyArchive.zip(folder.resolve("a.zip"), "b/2.png", "a/3.png", "b/1.png");

    try (ImageSources sources = ImageSources.open(zip)) {
      assertThat(entries(sources)).containsExactly("a/3.png", "b/1.png", "b/2.png");
      assertThat(sources.sample(0))
          .isEqualTo(
              new Sample(zip + "!a/3.png", zip, "a/3.png", ToyArchive.content("a/3.png").length));
      assertThat(sources.image(0).pixels())
          .isEqualTo(ToyArchive.image("a/3.png".hashCode()).pixels());
    }
  }

  @Test
  void sourcesAreSortedWhateverTheOrderGiven() throws IOException {
    Path second = ToyArchive.zip(folder.resolve("b.zip"), "1.png");
    Path first = ToyArchive.zip(folder.resolve("a.zip"), "2.png");

    try (ImageSources sources = ImageSources.open(second, first)) {
      assertThat(entries(sources)).containsExactly("2.png", "1.png");
      assertThat(sources).hasToString(second + ", " + first);
    }
  }

  @Test
  void rowsAreThoseOfTheImageFromAnArchiveOrAFile() throws IOException {
    ToyArchive.zip(folder.resolve("a.zip"), "1.png");
    Files.write(folder.resolve("b.png"), ToyArchive.content("1.png"));

    try (ImageSources sources = ImageSources.open(folder)) {
      for (int i = 0; i < 2; i++) {
        try (ImageRows rows = sources.rows(i, 1_000_000)) {
          assertThat(rows.read(rows.height()).pixels())
              .isEqualTo(ToyArchive.image("1.png".hashCode()).pixels());
        }
      }
    }
  }

  @Test
  void aFileOfItsOwnIsReadByRowsWhateverTheLimitsOfDataSets() throws IOException {
    Path png = Files.write(folder.resolve("b.png"), ToyArchive.content("b.png"));
    ReadLimits tight = ReadLimits.builder().maxEntryBytes(1).maxPixels(1).build();

    try (ImageSources sources = ImageSources.builder().add(png).limits(tight).open()) {
      try (ImageRows rows = sources.rows(0, 1_000_000)) {
        assertThat(rows.rowsLeft()).isEqualTo(rows.height());
      }
      CRC32 crc = new CRC32();
      crc.update(ToyArchive.content("b.png"));
      assertThat(sources.crc32(0)).isEqualTo(crc.getValue());
      assertThatThrownBy(() -> sources.rows(0, 1))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith("image too large: expected at most 1 pixels, found ")
          .hasMessageEndingWith("(" + png + ")");
    }
  }

  @Test
  void theChecksumOfAFileOfItsOwnIsTakenWhateverItsLength() throws IOException {
    byte[] content = ToyArchive.content("b.png");
    Path png = Files.write(folder.resolve("b.png"), content);
    ReadLimits tight = ReadLimits.builder().maxEntryBytes(1).build();
    CRC32 expected = new CRC32();
    expected.update(content);

    try (ImageSources sources = ImageSources.builder().add(png).limits(tight).open()) {
      assertThat(sources.crc32(0)).isEqualTo(expected.getValue());
    }
  }

  @Test
  void aFileThatIsAnotherNowHasNoChecksum() throws IOException {
    byte[] content = ToyArchive.content("b.png");
    Path png = Files.write(folder.resolve("b.png"), content);

    for (int more : new int[] {1, -1}) {
      try (ImageSources sources = ImageSources.open(png)) {
        Files.write(png, Arrays.copyOf(content, content.length + more));

        assertThatThrownBy(() -> sources.crc32(0))
            .isInstanceOf(MalformedDatasetException.class)
            .hasMessage(
                "changed while in use: expected %d bytes, found %s (%s)"
                    .formatted(content.length, more > 0 ? "more" : content.length + more, png));
        Files.write(png, content);
      }
    }
  }

  @Test
  void aFileThatHasGrownGivesNoRows() throws IOException {
    byte[] content = ToyArchive.content("b.png");
    Path png = Files.write(folder.resolve("b.png"), content);

    try (ImageSources sources = ImageSources.open(png)) {
      Files.write(png, Arrays.copyOf(content, content.length + 1));

      assertThatThrownBy(() -> sources.rows(0, 1_000_000))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "changed while in use: expected %d bytes, found %d (%s)"
                  .formatted(content.length, content.length + 1, png));
    }
  }

  @Test
  void folderHoldsArchivesAndImagesAtAnyDepth() throws IOException {
    Files.createDirectories(folder.resolve("training/7"));
    Files.createDirectories(folder.resolve("training/10/deep"));
    Path zip = ToyArchive.zip(folder.resolve("training/7/train.zip"), "train/P_1.png");
    Path png = folder.resolve("training/10/deep/x.PNG");
    Files.write(png, ToyArchive.content("x.PNG"));

    try (ImageSources sources = ImageSources.open(folder.resolve("training"))) {
      assertThat(sources.samples())
          .extracting(Sample::name)
          .containsExactly(png.toString(), zip + "!train/P_1.png");
      assertThat(entries(sources)).containsExactly("10/deep/x.PNG", "train/P_1.png");
      assertThat(sources.image(0).pixels())
          .isEqualTo(ToyArchive.image("x.PNG".hashCode()).pixels());
    }
  }

  @Test
  void singleFileIsASource() throws IOException {
    Path png = folder.resolve("x.png");
    Files.write(png, ToyArchive.content("x.png"));

    try (ImageSources sources = ImageSources.open(png)) {
      assertThat(sources.sample(0).name()).isEqualTo(png.toString());
      assertThat(sources.sample(0).entry()).isEqualTo("x.png");
      assertThat(sources.image(0).width()).isEqualTo(ToyArchive.WIDTH);
    }
  }

  @Test
  void otherFilesAreCountedAndLeftoversPassedOver() throws IOException {
    Path zip =
        ToyArchive.zip(
            folder.resolve("a.zip"),
            "train/",
            "train/P_1.png",
            "train/notes.txt",
            "README",
            "__MACOSX/train/._P_1.png",
            "train/.hidden.png",
            "train/Thumbs.db");

    try (ImageSources sources = ImageSources.open(zip)) {
      assertThat(entries(sources)).containsExactly("train/P_1.png");
      assertThat(sources.ignored()).isEqualTo(2);
    }
  }

  @Test
  void japaneseNamesOfWindowsAreRead() throws IOException {
    Path zip =
        ToyArchive.zip(folder.resolve("a.zip"), Charset.forName("windows-31j"), "ひび/表面_1.png");

    try (ImageSources sources = ImageSources.open(zip)) {
      assertThat(entries(sources)).containsExactly("ひび/表面_1.png");
      assertThat(sources.image(0).width()).isEqualTo(ToyArchive.WIDTH);
    }
  }

  @Test
  void noSourceIsRejected() {
    assertThatThrownBy(() -> ImageSources.open(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no source: expected at least 1, found 0");
  }

  @Test
  void missingFileIsRejected() {
    Path file = folder.resolve("train.zip");

    assertRefused(
        "no such file or folder: expected a zip archive, an image or a folder, found nothing ("
            + file
            + ")",
        file);
  }

  @Test
  void textIsNoZip() throws IOException {
    Path file = Files.writeString(folder.resolve("train.zip"), "hello");

    assertRefused(
        "not a zip: expected bytes that begin 50 4b 03 04, found 5 bytes that begin 68 65 6c 6c ("
            + file
            + ")",
        file);
  }

  @Test
  void emptyFileIsNoZip() throws IOException {
    Path file = Files.writeString(folder.resolve("train.zip"), "");

    assertRefused(
        "not a zip: expected bytes that begin 50 4b 03 04, found an empty file (" + file + ")",
        file);
  }

  @Test
  void truncatedZipIsRejected() throws IOException {
    Path file = ToyArchive.tutorial(folder.resolve("train.zip"), 3);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertRefused(
        "bad zip: expected an end record at the end, found none in %d bytes (%s)"
            .formatted(bytes.length / 2, file),
        file);
  }

  @Test
  void emptyZipIsRejected() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"));

    assertRefused(
        "no images: expected at least 1 image, found none among 0 entries (" + file + ")", file);
  }

  @Test
  void zipWithoutImagesIsRejected() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"), "a.txt", "b.csv", "c/");

    assertRefused(
        "no images: expected at least 1 image, found none among 2 entries (" + file + ")", file);
  }

  @Test
  void folderWithoutImagesIsRejected() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "text");

    assertRefused(
        "no images: expected at least 1 image or zip archive, found none among 1 file ("
            + folder
            + ")",
        folder);
  }

  @Test
  void sameSourceTwiceIsRejected() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"), "P_1.png");

    assertRefused(
        "source given twice: expected distinct files, found the same again (" + file + ")",
        folder,
        file);
  }

  @Test
  void sameNameTwiceIsRejected() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"), "P_1.png", "P_2.png");
    ToyArchive.replace(file, "P_2.png", "P_1.png");

    assertRefused(
        "duplicate entry: expected distinct names, found 2 of the same (" + file + "!P_1.png)",
        file);
  }

  @Test
  void entryThatIsNoImageNamesArchiveAndEntry() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"), "train/P_1.jpg");

    try (ImageSources sources = ImageSources.open(file)) {
      assertThatThrownBy(() -> sources.image(0))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessage(
              "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP,"
                  + " found 21 bytes that begin 74 65 78 74 ("
                  + file
                  + "!train/P_1.jpg)");
    }
  }

  /** The CRC-32 of "text of P_1.jpg" in the archive's directory is overwritten. */
  @Test
  void entryWithAnotherChecksumIsRejected() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"), "P_1.jpg");
    byte[] bytes = Files.readAllBytes(file);
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    Arrays.fill(bytes, directory + 16, directory + 20, (byte) 0);
    Files.write(file, bytes);

    try (ImageSources sources = ImageSources.open(file)) {
      assertThatThrownBy(() -> sources.image(0))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "bad zip entry: expected 15 bytes with CRC-32 00000000, found 15 with 5f41db09 ("
                  + file
                  + "!P_1.jpg)");
    }
  }

  @Test
  void entryThatDoesNotInflateIsRejected() throws IOException {
    Path file = ToyArchive.zip(folder.resolve("train.zip"), "P_1.png");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 37, 60, (byte) 0xff); // the entry's data begin at 30 + 7
    Files.write(file, bytes);

    try (ImageSources sources = ImageSources.open(file)) {
      assertThatThrownBy(() -> sources.image(0))
          .isInstanceOf(MalformedDatasetException.class)
          .hasMessage(
              "bad zip entry: expected %d bytes that inflate, found 'invalid block type' (%s)"
                  .formatted(ToyArchive.content("P_1.png").length, file + "!P_1.png"));
    }
  }

  @Test
  void closingTwiceIsFine() throws IOException {
    ImageSources sources = ImageSources.open(ToyArchive.zip(folder.resolve("a.zip"), "1.png"));

    sources.close();
    sources.close();

    assertThatThrownBy(() -> sources.image(0)).isInstanceOf(IllegalStateException.class);
  }
}
