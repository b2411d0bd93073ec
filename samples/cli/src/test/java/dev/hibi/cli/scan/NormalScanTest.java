package dev.hibi.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.cli.concrete.DrawnWall;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.inspection.scan.Region;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photographs, scanned by a model that has seen ordinary pictures alone. */
final class NormalScanTest {
  @TempDir static Path shared;

  @Test
  void scratch() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 40);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 40);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    System.out.println(
        Answer.of(
                "train",
                "--mode=normal",
                "--train=" + shared.resolve("train.zip"),
                "--test=" + shared.resolve("test.zip"),
                "--weights=" + shared.resolve("weights.safetensors"),
                "--backbone=resnet10-w16",
                "--image-size=64",
                "--false-alarms=0.05",
                "--device=cpu",
                "--output=" + shared.resolve("run"))
            .expectSuccess()
            .out());
    try (Classifier classifier = Classifier.load(shared.resolve("run/model"))) {
      for (long seed = 0; seed < 4; seed++) {
        DrawnWall wall = DrawnWall.draw(seed);
        PhotoScan scan =
            PhotoScanner.builder(classifier).tile(96).build().scan("wall", wall.photo());
        System.out.println(seed + " threshold " + scan.threshold() + " score " + scan.score());
        for (DrawnWall.Gap gap : wall.cracks()) {
          System.out.println("crack  " + gap.box());
        }
        for (Region region : scan.regions()) {
          System.out.printf(
              "region %d %d %d %d peak %.4f area %d%n",
              region.x(),
              region.y(),
              region.width(),
              region.height(),
              region.peak(),
              region.area());
        }
      }
    }
    assertThat(true).isTrue();
  }
}
