package dev.hibi.cli.concrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrawnArchiveTest {
  @Test
  void trainingArchiveHasTheTutorialsNamesSorted(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("train.zip");

    DrawnArchive.train(0).write(zip, 2);

    assertThat(entries(zip))
        .extracting(ZipEntry::getName)
        .containsExactly(
            "train/N_00001.jpg", "train/N_00002.jpg", "train/P_00001.jpg", "train/P_00002.jpg");
  }

  @Test
  void testArchiveHasTheTutorialsNamesSorted(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("test.zip");

    DrawnArchive.test(0).write(zip, 1);

    assertThat(entries(zip))
        .extracting(ZipEntry::getName)
        .containsExactly("test/N_00001.jpg", "test/P_00001.jpg");
  }

  @Test
  void entriesAreStoredWithOneFixedTime(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("train.zip");

    DrawnArchive.train(0).write(zip, 1);

    assertThat(entries(zip))
        .allSatisfy(
            entry -> {
              assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
              assertThat(entry.getTimeLocal()).isEqualTo(LocalDateTime.of(2026, 1, 1, 0, 0));
            });
  }

  @Test
  void entriesDecodeToThePicturesThatWereDrawn(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("train.zip");

    DrawnArchive.train(4).write(zip, 1);

    RgbImage drawn = DrawnConcrete.draw(4, 1, true, DrawnArchive.PICTURE_SIZE);
    RgbImage decoded = images(zip).get(1);
    assertThat(decoded.width()).isEqualTo(drawn.width());
    assertThat(meanDifference(decoded, drawn)).isCloseTo(0, within(5.0));
  }

  @Test
  void equalArgumentsGiveEqualFilesAndReplaceWhatWasThere(@TempDir Path folder) throws Exception {
    Path first = folder.resolve("first.zip");
    Path second = folder.resolve("second.zip");
    Files.writeString(second, "something else");

    DrawnArchive.train(9).write(first, 3);
    DrawnArchive.train(9).write(second, 3);

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void noPictureIsInBothArchives(@TempDir Path folder) throws Exception {
    Path train = folder.resolve("train.zip");
    Path test = folder.resolve("test.zip");

    DrawnArchive.train(0).write(train, 20);
    DrawnArchive.test(0).write(test, 20);

    Set<Long> checksums = new HashSet<>();
    for (Path zip : List.of(train, test)) {
      entries(zip).forEach(entry -> checksums.add(entry.getCrc()));
    }
    assertThat(checksums).hasSize(80);
  }

  @Test
  void largerArchiveBeginsWithThePicturesOfTheSmaller(@TempDir Path folder) throws Exception {
    Path small = folder.resolve("small.zip");
    Path large = folder.resolve("large.zip");

    DrawnArchive.test(0).write(small, 1);
    DrawnArchive.test(0).write(large, 2);

    assertThat(entries(large).get(0).getCrc()).isEqualTo(entries(small).get(0).getCrc());
  }

  @Test
  void foldersAreMadeAndNothingElseIsLeftBehind(@TempDir Path folder) throws Exception {
    Path inner = folder.resolve("a/b");

    DrawnArchive.train(0).write(inner.resolve("train.zip"), 1);

    assertThat(inner.toFile().list()).containsExactly("train.zip");
  }

  @Test
  void failureLeavesNoPartBehind(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("train.zip");
    Files.createDirectories(zip.resolve("in the way"));

    assertThatThrownBy(() -> DrawnArchive.train(0).write(zip, 1)).isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("train.zip");
  }

  @Test
  void countsBeyondTheNamesDigitsAreRefused(@TempDir Path folder) {
    Path zip = folder.resolve("train.zip");

    assertThatThrownBy(() -> DrawnArchive.train(0).write(zip, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of pictures: expected 1 to 50000, found 0");
    assertThatThrownBy(() -> DrawnArchive.train(0).write(zip, 50_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of pictures: expected 1 to 50000, found 50001");
    assertThat(zip).doesNotExist();
  }

  private static List<ZipEntry> entries(Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return new ArrayList<>(file.stream().toList());
    }
  }

  private static List<RgbImage> images(Path zip) throws IOException {
    List<RgbImage> images = new ArrayList<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        byte[] bytes = file.getInputStream(entry).readAllBytes();
        images.add(RgbImage.decode(bytes, entry.getName()));
      }
    }
    return images;
  }

  private static double meanDifference(RgbImage a, RgbImage b) {
    long sum = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
    }
    return (double) sum / a.pixels().length;
  }
}
