package dev.hibi.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScanCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 6);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    Answer.of(
            "train",
            "--mode=features",
            "--train=" + shared.resolve("train.zip"),
            "--test=" + shared.resolve("test.zip"),
            "--weights=" + shared.resolve("weights.safetensors"),
            "--backbone=resnet10-w16",
            "--image-size=32",
            "--device=cpu",
            "--output=" + shared.resolve("run"))
        .expectSuccess();
    Path photos = Files.createDirectory(shared.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    Files.createDirectory(photos.resolve("north"));
    mosaic(photos.resolve("north/b.png"));
  }

  /** Pictures of 96 pixels, six in a row, sound ones above cracked ones. */
  private static void mosaic(Path file) throws IOException {
    BufferedImage wall = new BufferedImage(6 * 96, 2 * 96, BufferedImage.TYPE_INT_RGB);
    try (ZipFile tiles = new ZipFile(shared.resolve("test.zip").toFile())) {
      for (int i = 0; i < 12; i++) {
        String name = "test/%s_%05d.jpg".formatted(i < 6 ? "N" : "P", i % 6 + 1);
        byte[] tile = tiles.getInputStream(tiles.getEntry(name)).readAllBytes();
        wall.getGraphics()
            .drawImage(RgbImage.decode(tile, name).toBufferedImage(), i % 6 * 96, i / 6 * 96, null);
      }
    }
    ImageIO.write(wall, "png", file.toFile());
  }

  private Path output() {
    return directory.resolve("scan");
  }

  private Answer scan(Path photos, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "scan",
                "--model=" + shared.resolve("run/model"),
                "--output=" + output(),
                "--tile=96",
                "--device=cpu"));
    words.addAll(List.of(more));
    words.add(photos.toString());
    return Answer.of(words.toArray(String[]::new));
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void eachPhotographHasItsRegionsAndAnOverlayAndAllASummary() throws IOException {
    Path photos = shared.resolve("photos");

    Answer answer = scan(photos, "--threshold=0.01").expectSuccess();

    JsonObject first = json(output().resolve("a.png.json"));
    assertThat(first.get("photo").getAsString()).isEqualTo(photos.resolve("a.png").toString());
    assertThat(first.get("width").getAsInt()).isEqualTo(576);
    assertThat(first.get("height").getAsInt()).isEqualTo(192);
    assertThat(first.get("tiles").getAsInt()).isEqualTo(11 * 3);
    assertThat(first.getAsJsonObject("settings").get("tile").getAsInt()).isEqualTo(96);
    assertThat(ImageIO.read(output().resolve("a.png.jpg").toFile()).getWidth()).isEqualTo(576);
    assertThat(output().resolve("north/b.png.json")).exists();
    assertThat(Files.readAllLines(output().resolve("scan.csv")))
        .hasSize(3)
        .first()
        .isEqualTo("photo,width,height,tiles,unfamiliarTiles,regions,peak,area,unreadable");
    assertThat(answer.outLines())
        .hasSize(3)
        .last()
        .asString()
        .matches("scan      2 photographs, [02] with an alarm: .*scan");
  }

  @Test
  void aScanThatGoesOnHasThePageOfOneThatDidNotStop() throws IOException {
    Path photos = shared.resolve("photos");
    Path page = directory.resolve("report.html");

    Answer answer = scan(photos, "--threshold=0.01", "--html=" + page).expectSuccess();
    byte[] whole = Files.readAllBytes(page);
    Files.delete(output().resolve("north/b.png.json"));
    scan(photos, "--threshold=0.01", "--html=" + page, "--resume").expectSuccess();

    assertThat(answer.outLines()).contains("page      " + page);
    assertThat(page).hasBinaryContent(whole);
    assertThat(page).content().contains("<html lang=\"en\">", photos.resolve("a.png").toString());
  }

  @Test
  void whatWasBegunGoesOnAndEndsAsIfItHadNotStopped() throws IOException {
    Path photos = shared.resolve("photos");
    scan(photos).expectSuccess();
    byte[] whole = Files.readAllBytes(output().resolve("north/b.png.json"));
    byte[] summary = Files.readAllBytes(output().resolve("scan.csv"));
    FileTime first = Files.getLastModifiedTime(output().resolve("a.png.json"));
    Files.delete(output().resolve("north/b.png.json"));
    Files.delete(output().resolve("scan.csv"));

    Answer refused = scan(photos);
    Answer resumed = scan(photos, "--resume").expectSuccess();

    assertThat(refused.err())
        .isEqualTo(
            "hibi: output exists: expected no folder or an empty one, found a.png.jpg (%s)%n"
                .formatted(output()));
    assertThat(resumed.outLines().get(0)).isEqualTo("done      " + photos.resolve("a.png"));
    assertThat(output().resolve("north/b.png.json")).hasBinaryContent(whole);
    assertThat(output().resolve("scan.csv")).hasBinaryContent(summary);
    assertThat(Files.getLastModifiedTime(output().resolve("a.png.json"))).isEqualTo(first);
  }

  @Test
  void otherSettingsAreNotMixedWithWhatIsThere() throws IOException {
    Path photo = shared.resolve("photos/a.png");
    scan(photo).expectSuccess();

    Answer answer = scan(photo, "--resume", "--threshold=0.25");

    assertThat(answer.err()).startsWith("hibi: another scan: expected one with {\"model\":\"");
    assertThat(answer.err()).contains("\"threshold\":0.25").endsWith("a.png.json)%n".formatted());
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void aPhotographThatCannotBeReadIsToldAndStopsNothing() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    Path broken = Files.writeString(photos.resolve("1.jpg"), "no image");
    Files.copy(shared.resolve("photos/a.png"), photos.resolve("2.png"));

    Answer answer = scan(photos);

    assertThat(answer.err()).startsWith("hibi: ").contains(broken.toString()).hasLineCount(1);
    assertThat(answer.code()).isEqualTo(1);
    assertThat(output().resolve("2.png.json")).exists();
    assertThat(Files.readAllLines(output().resolve("scan.csv")))
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith(broken + ",,,,,,,,");
    assertThat(answer.out()).contains("2 photographs, ").contains(" 1 unreadable: ");
  }

  @Test
  void numbersOutOfRangeAreUsageErrors() {
    Answer area = scan(shared.resolve("photos"), "--min-area=-1");

    assertThat(area.code()).isEqualTo(2);
    assertThat(area.err())
        .startsWith("hibi: bad area: expected 0 square pixels and more, found -1");
    assertThat(scan(shared.resolve("photos"), "--threshold=1").err())
        .isEqualTo(
            "hibi: bad threshold: expected a probability above 0 and below 1, found 1.0 (try 'hibi"
                + " scan --help')%n".formatted());
    assertThat(output()).doesNotExist();
  }
}
