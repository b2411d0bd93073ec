package dev.hibi.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.cli.concrete.DrawnWall;
import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A photograph of a wall that has nothing to do with the pictures that a model of mode normal has
 * seen but their kind. Of weights by chance, which know no crack: what is odd here is a chequered
 * board.
 */
final class NormalScanTest {
  private static final int TILE = DrawnArchive.PICTURE_SIZE;
  private static final Rectangle BOARD = new Rectangle(480, 420, 120, 96);

  @TempDir static Path folder;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(folder.resolve("train.zip"), 40);
    DrawnArchive.test(0).write(folder.resolve("test.zip"), 20);
    WholeFiles.writeFile(
        folder.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    Answer.of(
            "train",
            "--mode=normal",
            "--train=" + folder.resolve("train.zip"),
            "--test=" + folder.resolve("test.zip"),
            "--weights=" + folder.resolve("weights.safetensors"),
            "--backbone=resnet10-w16",
            "--image-size=64",
            "--false-alarms=0.05",
            "--device=cpu",
            "--output=" + folder.resolve("run"))
        .expectSuccess();
  }

  private static BufferedImage withBoard(RgbImage wall) {
    BufferedImage picture = wall.toBufferedImage();
    Graphics2D drawing = picture.createGraphics();
    for (int y = 0; y < BOARD.height; y += 12) {
      for (int x = 0; x < BOARD.width; x += 12) {
        drawing.setColor((x + y) / 12 % 2 == 0 ? Color.RED : Color.GREEN);
        drawing.fillRect(BOARD.x + x, BOARD.y + y, 12, 12);
      }
    }
    drawing.dispose();
    return picture;
  }

  private static PhotoScan scan(RgbImage photo) throws IOException {
    try (Classifier classifier = Classifier.load(folder.resolve("run/model"))) {
      return PhotoScanner.builder(classifier).tile(TILE).build().scan("wall", photo);
    }
  }

  @Test
  void regionsComeWhereThePhotographIsOddAndNowhereElse() throws IOException {
    RgbImage wall = DrawnWall.draw(0).photo();

    PhotoScan ordinary = scan(wall);
    PhotoScan odd = scan(RgbImage.of(withBoard(wall)));

    assertThat(ordinary.regions()).isEmpty();
    assertThat(odd.regions()).isNotEmpty();
    Rectangle near = new Rectangle(BOARD);
    near.grow(TILE / 2, TILE / 2);
    assertThat(odd.regions())
        .allSatisfy(
            region -> {
              Rectangle box =
                  new Rectangle(region.x(), region.y(), region.width(), region.height());
              assertThat(box.intersects(BOARD)).as("%s", box).isTrue();
              assertThat(near.contains(box)).as("%s", box).isTrue();
            });
  }
}
