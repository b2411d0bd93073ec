package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.HeatScale;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.scoring.ActivationMap;
import dev.hibi.model.scoring.PatchMap;
import dev.hibi.model.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hibi predict --maps}. */
final class HeatMapsTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 3);
    DrawnArchive.test(1).write(shared.resolve("other.zip"), 1);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    for (String mode : List.of("normal", "features")) {
      Answer.of(
              "train",
              "--mode=" + mode,
              "--train=" + shared.resolve("train.zip"),
              "--test=" + shared.resolve("test.zip"),
              "--weights=" + shared.resolve("weights.safetensors"),
              "--backbone=resnet10-w16",
              "--image-size=64",
              "--device=cpu",
              "--output=" + shared.resolve(mode))
          .expectSuccess();
    }
  }

  private Answer predict(String mode, String... more) {
    String[] words = {"predict", "--model=" + shared.resolve(mode + "/model")};
    return Answer.of(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void eachPictureHasItsMapUnderItsName() throws IOException {
    Path maps = directory.resolve("maps");

    Answer answer =
        predict("normal", "--maps=" + maps, shared.resolve("test.zip").toString()).expectSuccess();

    assertThat(files(maps))
        .containsExactly(
            "test/N_00001.jpg.png",
            "test/N_00002.jpg.png",
            "test/N_00003.jpg.png",
            "test/P_00001.jpg.png",
            "test/P_00002.jpg.png",
            "test/P_00003.jpg.png");
    assertThat(answer.outLines())
        .hasSize(7)
        .last()
        .isEqualTo(
            "maps      %s (clear: half the threshold of a patch and less; yellow: at it; red: one and"
                    .formatted(maps)
                + " a half times and more)");
    BufferedImage map = ImageIO.read(maps.resolve("test/P_00001.jpg.png").toFile());
    assertThat(map.getWidth()).isEqualTo(DrawnArchive.PICTURE_SIZE);
    assertThat(map.getHeight()).isEqualTo(DrawnArchive.PICTURE_SIZE + 12);
  }

  @Test
  void ofSeveralSourcesEachHasAFolderAndJsonStaysJson() throws IOException {
    Path maps = directory.resolve("maps");

    Answer answer =
        predict(
                "normal",
                "--json",
                "--maps=" + maps,
                shared.resolve("test.zip").toString(),
                shared.resolve("other.zip").toString())
            .expectSuccess();

    assertThat(files(maps))
        .hasSize(8)
        .contains("other.zip/test/N_00001.jpg.png", "test.zip/test/N_00001.jpg.png");
    assertThat(JsonParser.parseString(answer.out()).getAsJsonArray()).hasSize(8);
  }

  @Test
  void whatIsThereIsNotReplaced() throws IOException {
    Path maps = Files.createDirectory(directory.resolve("maps"));
    Files.writeString(maps.resolve("notes.txt"), "mine");

    Answer answer = predict("normal", "--maps=" + maps, shared.resolve("test.zip").toString());

    assertThat(answer.err())
        .isEqualTo(
            "hibi: maps exist: expected no folder or an empty one, found 'notes.txt' (%s)%n"
                .formatted(maps));
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void aModelThatKnowsCracksShowsWhereTheyAre() throws IOException {
    Path maps = directory.resolve("maps");

    Answer answer =
        predict("features", "--maps=" + maps, shared.resolve("test.zip").toString())
            .expectSuccess();

    assertThat(files(maps)).hasSize(6);
    assertThat(answer.outLines())
        .last()
        .isEqualTo(
            "maps      %s (clear: far below the threshold; yellow: at it; red: where the odds are 55"
                    .formatted(maps)
                + " times those)");
  }

  @Test
  void whatAPlaceSaysIsColouredAroundTheThreshold() {
    RgbImage image = grey();

    assertThat(pixel(image, 0.5, 0)).isEqualTo(pixel(image, 0.9, Math.log(9)));
    assertThat(pixel(image, 0.5, 0) >> 8 & 0xFF).isGreaterThan(0xA0); // yellow over grey
    assertThat(pixel(image, 0.5, -4)).isEqualTo(0x646464);
    assertThat(pixel(image, 0.5, 4)).isEqualTo(pixel(image, 0.5, 40));
    assertThat(pixel(image, 0.5, 4) >> 8 & 0xFF).isLessThan(0x64); // red
  }

  private static int pixel(RgbImage image, double threshold, double logOdds) {
    ActivationMap map = ActivationMap.of(1, 2, new float[] {0, (float) logOdds});
    return HeatPicture.of(map, 1, threshold, 64).over(image).getRGB(32, 32) & 0xFFFFFF;
  }

  private static RgbImage grey() {
    byte[] grey = new byte[3 * 64 * 64];
    Arrays.fill(grey, (byte) 100);
    return new RgbImage(64, 64, grey);
  }

  @Test
  void noNameLeadsOutOfTheFolder() {
    Path folder = directory.resolve("maps");
    Path zip = Path.of("a.zip");

    assertThatThrownBy(
            () -> HeatMaps.files(folder, List.of(new Sample("a.zip!x", zip, "../x.jpg", 1))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad name of a map: expected a path below %s, found %s (a.zip!x)",
            folder, folder.resolve("../x.jpg"));
  }

  @Test
  void theFolderMayBeTheOneThatOneIsIn() throws IOException {
    Path zip = Path.of("a.zip");

    assertThat(
            HeatMaps.files(Path.of("."), List.of(new Sample("a.zip!b/x.jpg", zip, "b/x.jpg", 1))))
        .containsExactly(Path.of("./b/x.jpg.png"));
    assertThatThrownBy(
            () -> HeatMaps.files(Path.of("."), List.of(new Sample("a.zip!x", zip, "../x.jpg", 1))))
        .hasMessage("bad name of a map: expected a path below ., found ./../x.jpg (a.zip!x)");
  }

  @Test
  void whatWouldBeOneFileOrNoneHasANameOfItsOwn() throws IOException {
    Path folder = directory.resolve("maps");
    Path zip = Path.of("a.zip");
    String wide = "\u3072\u3073".repeat(60) + ".jpg"; // 364 bytes

    List<Path> files =
        HeatMaps.files(
            folder,
            List.of(
                new Sample("a.zip!x.jpg", zip, "x.jpg", 1),
                new Sample("a.zip!X.JPG", zip, "X.JPG", 1),
                new Sample("a.zip!a/b.jpg", zip, "a/b.jpg", 1),
                new Sample("a.zip!a\\b.jpg", zip, "a\\b.jpg", 1),
                new Sample("a.zip!y.jpg", zip, "y.jpg", 1),
                new Sample("a.zip!" + wide, zip, wide, 1)));

    assertThat(files.stream().map(file -> folder.relativize(file).toString().replace('\\', '/')))
        .containsExactly(
            "x.jpg~%s.png".formatted(digits("a.zip!x.jpg")),
            "X.JPG~%s.png".formatted(digits("a.zip!X.JPG")),
            "a/b.jpg~%s.png".formatted(digits("a.zip!a/b.jpg")),
            "a/b.jpg~%s.png".formatted(digits("a.zip!a\\b.jpg")),
            "y.jpg.png",
            "\u3072\u3073".repeat(31) + "\u3072~%s.png".formatted(digits("a.zip!" + wide)));
  }

  private static String digits(String name) {
    return Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }

  @Test
  void coloursAreOfOneScaleWithTheThresholdInItsMiddle() {
    RgbImage image = grey();

    assertThat(pixel(image, 1)).isEqualTo(0x646464); // half the threshold
    assertThat(pixel(image, 2) >> 8 & 0xFF).isGreaterThan(0xA0); // yellow over grey
    assertThat(pixel(image, 2) & 0xFF).isLessThan(0x64);
    assertThat(pixel(image, 3)).isEqualTo(pixel(image, 300)); // red, and no more than red
    assertThat(pixel(image, 3) >> 8 & 0xFF).isLessThan(0x64);
    assertThat(HeatScale.colour(0.5) & 0xFFFFFF).isEqualTo(0xFFFF00);
    assertThat(HeatScale.colour(1) & 0xFFFFFF).isEqualTo(0xFF0000);
  }

  /** In the middle of a map of one distance, with a threshold of 2. */
  private static int pixel(RgbImage image, float distance) {
    PatchMap map = new PatchMap(1, new float[] {distance});
    return HeatPicture.of(map, 2, 64).over(image).getRGB(32, 32) & 0xFFFFFF;
  }

  @Test
  void aLargePhotographsMapIsSmaller() {
    RgbImage image = new RgbImage(2000, 500, new byte[3 * 2000 * 500]);

    BufferedImage over = HeatPicture.of(new PatchMap(1, new float[] {1}), 2, 64).over(image);

    assertThat(over.getWidth()).isEqualTo(1024);
    assertThat(over.getHeight()).isEqualTo(256 + 12);
  }
}
