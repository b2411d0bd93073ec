package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NearDuplicatesTest {
  @TempDir Path directory;

  @Test
  void plantedCopiesOfDrawnWallsAreFound() throws IOException {
    Map<Planted.Kind, Double> recall = Planted.recall(walls(100), directory);

    recall.forEach(
        (kind, share) ->
            assertThat(share)
                .as(kind.name())
                .isGreaterThanOrEqualTo(kind == Planted.Kind.SHIFTED ? 0.9 : 0.99));
  }

  @Test
  void independentWallsAreNoCopies() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    List<byte[]> walls = walls(400);
    for (int i = 0; i < walls.size(); i++) {
      entries.put("A_%04d.jpg".formatted(i), walls.get(i));
    }

    try (ZipImageFolder images = Planted.open(Pictures.zip(file(), entries))) {
      assertThat(NearDuplicates.find(images, 2).pairs()).isEmpty();
    }
  }

  @Test
  void aPairTellsHowTheCopyLies() throws IOException {
    RgbImage wall = Pictures.wall(1);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("A_0.jpg", Pictures.jpeg(wall, 0.9));
    entries.put("A_1.jpg", Pictures.jpeg(Pictures.turnedRight(wall), 0.9));
    entries.put("A_2.jpg", Pictures.jpeg(wall, 0.9));

    try (ZipImageFolder images = Planted.open(Pictures.zip(file(), entries))) {
      List<NearDuplicates.Pair> pairs = NearDuplicates.find(images, 1).pairs();

      assertThat(pairs)
          .extracting(pair -> "%d %d %s".formatted(pair.first(), pair.second(), pair.form()))
          .containsExactly("0 1 TURNED_RIGHT", "0 2 UPRIGHT", "1 2 TURNED_LEFT");
      assertThat(pairs)
          .extracting(NearDuplicates.Pair::identical)
          .containsExactly(false, true, false);
    }
  }

  @Test
  void aGroupIsNamedByItsFirstImage() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("A_0.jpg", Pictures.jpeg(Pictures.wall(1), 0.9));
    entries.put("A_1.jpg", Pictures.jpeg(Pictures.wall(2), 0.9));
    entries.put("A_2.jpg", Pictures.jpeg(Pictures.mirrored(Pictures.wall(2)), 0.8));
    entries.put("A_3.jpg", Pictures.jpeg(Pictures.wall(3), 0.9));
    entries.put("A_4.jpg", Pictures.jpeg(Pictures.brightened(Pictures.wall(2), 1.1), 0.7));

    try (ZipImageFolder images = Planted.open(Pictures.zip(file(), entries))) {
      NearDuplicates duplicates = NearDuplicates.find(images, 2);

      assertThat(duplicates.groups()).containsExactly(0, 1, 1, 3, 1);
      assertThat(duplicates.groupCount()).isEqualTo(1);
    }
  }

  @Test
  void blankImagesAreCopiesOnlyOfTheSameFile() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("A_0.jpg", Pictures.jpeg(Pictures.even(100), 0.9));
    entries.put("A_1.jpg", Pictures.jpeg(Pictures.even(100), 0.9));
    entries.put("A_2.jpg", Pictures.jpeg(Pictures.even(120), 0.9));

    try (ZipImageFolder images = Planted.open(Pictures.zip(file(), entries))) {
      assertThat(NearDuplicates.find(images, 2).groups()).containsExactly(0, 0, 2);
    }
  }

  @Test
  void aCrowdOfCopiesIsOneGroup() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    RgbImage wall = Pictures.wall(5);
    for (int i = 0; i < 200; i++) {
      entries.put(
          "A_%03d.jpg".formatted(i), Pictures.jpeg(Pictures.brightened(wall, 1 + i / 2000.0), 0.9));
    }

    try (ZipImageFolder images = Planted.open(Pictures.zip(file(), entries))) {
      NearDuplicates duplicates = NearDuplicates.find(images, 2);

      assertThat(duplicates.groups()).containsOnly(0);
      assertThat(duplicates.pairs()).hasSizeLessThan(200 * 16 + 200);
    }
  }

  private Path file() {
    return directory.resolve("images.zip");
  }

  private static List<byte[]> walls(int count) throws IOException {
    List<byte[]> walls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      walls.add(Pictures.jpeg(Pictures.wall(i), 0.9));
    }
    return walls;
  }
}
