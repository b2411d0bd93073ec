package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hibi train --mode normal}. */
final class NormalCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
    try (ZipInputStream all =
            new ZipInputStream(Files.newInputStream(shared.resolve("train.zip")));
        ZipOutputStream some =
            new ZipOutputStream(Files.newOutputStream(shared.resolve("ordinary.zip")))) {
      for (ZipEntry entry = all.getNextEntry(); entry != null; entry = all.getNextEntry()) {
        if (entry.getName().contains("/N_")) {
          some.putNextEntry(new ZipEntry(entry.getName()));
          some.write(all.readAllBytes());
        }
      }
    }
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
  }

  @Test
  void ordinaryImagesAloneAreEnoughAndTheModelIsAsAnyOther() throws IOException {
    Answer trained = train("ordinary.zip", "--false-alarms=0.1", "--bank=50");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains("64 x 64, mode normal, stride 2, bank 50, false alarms 0.1, score of 25 % of")
        .contains("epoch 1/1  train loss");
    assertThat(trained.err()).isEmpty();
    String model = directory.resolve("run/model").toString();
    Answer evaluated =
        Answer.of(
            "evaluate",
            "--model=" + model,
            "--data=" + shared.resolve("test.zip"),
            "--html=" + directory.resolve("evaluation.html"));
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    for (String page :
        List.of("evaluation.html", "run/report.html")) { // each wrong one has its map
      assertThat(directory.resolve(page)).content().contains("heat map of ");
    }
    Answer shown =
        Answer.of(
            "tensorboard",
            "scalars",
            directory.resolve("run").toString(),
            "--tag=accuracy",
            "--csv");
    assertThat(shown.outLines()).as(shown.err()).hasSize(2);
    assertThat(train("ordinary.zip", "--false-alarms=0.1", "--bank=50", "--resume").code())
        .isZero();
  }

  @Test
  void ofTwoClassesTheOneThatIsNotACrackIsLearntFrom() {
    Answer trained = train("train.zip", "--patch-percent=0");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("learns    N alone, not P").contains(", score of one patch");
    assertThat(trained.err())
        .contains("few ordinary images: expected 199 and more for false alarms of 0.01, found 20");
  }

  @Test
  void whatHasNoMeaningThereIsRefused() {
    assertThat(train("train.zip", "--epochs=2").err())
        .contains(
            "--epochs cannot be combined with mode normal, which has no gradients and no epochs:"
                + " expected none, found --epochs");
    assertThat(train("train.zip", "--validation=0.2").err())
        .contains(
            "--validation cannot be combined with mode normal, which has no gradients and no epochs:"
                + " expected none, found --validation");
    assertThat(train("train.zip", "--patch-stride=100").err())
        .contains("bad stride of patches: expected 1 to ")
        .contains(", below the edge of layer2's map at ")
        .contains(" pixels, found 100");
    assertThat(train("train.zip", "--augment=inspection").err()).contains("mode normal");
    assertThat(train("train.zip", "--bank=0").err())
        .contains("bad bank: expected 1 and more, found 0");
    assertThat(train("train.zip", "--patch-percent=-1").err())
        .contains("bad percentage of patches: expected 0 to 100, found -1");
    assertThat(train("train.zip", "--positive=X").err())
        .contains("no such class: expected one of [N, P], found 'X'");
    assertThat(train("train.zip", "--mode=features", "--bank=10").err())
        .contains("options of ordinary patches are for mode normal: expected it, found features");
    assertThat(train("train.zip", "--find-lr").err())
        .contains("--find-lr cannot be combined with mode normal");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  private Answer train(String archive, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--train=" + shared.resolve(archive),
                "--test=" + shared.resolve("test.zip"),
                "--backbone=resnet10-w16",
                "--weights=" + shared.resolve("weights.safetensors"),
                "--image-size=64",
                "--output=" + directory.resolve("run")));
    if (!String.join(" ", more).contains("--mode")) {
      arguments.add("--mode=normal");
    }
    arguments.addAll(List.of(more));
    return Answer.of(arguments.toArray(String[]::new));
  }
}
