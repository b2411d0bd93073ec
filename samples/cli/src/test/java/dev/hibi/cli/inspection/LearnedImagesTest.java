package dev.hibi.cli.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a model without features of them has learned from, in other archives and folders. */
final class LearnedImagesTest {
  private static final String OTHERS =
      "hibi: images that the model has learned from tell nothing of others: expected others, found ";

  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 20);
    train("scratch", shared.resolve("train.zip"), "--epochs=1");
    zip(shared.resolve("ordinary.zip"), shared.resolve("train.zip"), "N_", "N/", 20);
    Path weights = shared.resolve("weights.safetensors");
    WholeFiles.writeFile(
        weights,
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    train("normal", shared.resolve("ordinary.zip"), "--weights=" + weights);
  }

  private static void train(String mode, Path images, String option) {
    Answer.of(
            "train",
            "--train=" + images,
            "--test=" + shared.resolve("test.zip"),
            "--mode=" + mode,
            "--backbone=resnet10-w16",
            "--precision=fp32",
            "--image-size=32",
            "--device=cpu",
            option,
            "--output=" + shared.resolve(mode))
        .expectSuccess();
  }

  /** Some images of one kind, under other names. */
  private static void zip(Path to, Path from, String kind, String name, int count)
      throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      List<? extends ZipEntry> entries =
          Collections.list(zip.entries()).stream()
              .filter(entry -> entry.getName().contains("/" + kind))
              .limit(count)
              .toList();
      for (int i = 0; i < entries.size(); i++) {
        out.putNextEntry(new ZipEntry("%s%d.jpg".formatted(name, i)));
        zip.getInputStream(entries.get(i)).transferTo(out);
      }
    }
  }

  private Path zip(String archive, String from, String kind, String name, int count)
      throws IOException {
    Path to = directory.resolve(archive);
    zip(to, shared.resolve(from), kind, name, count);
    return to;
  }

  private Answer calibrate(String mode, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "calibrate",
                "--model=" + shared.resolve(mode).resolve("model"),
                "--output=" + directory.resolve("calibrated"),
                "--device=cpu"));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  @Test
  void someAmongOthersAreNamedAndRefusedForAPromise() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    Path sound = zip("site/sound.zip", "test.zip", "N_", "N/", 20);
    Path known = zip("site/more.zip", "train.zip", "N_", "N/wall", 2);

    Answer answer = calibrate("scratch", "--data=" + site, "--false-alarms=0.2");

    assertThat(sound).exists();
    assertThat(answer.err())
        .endsWith(
            OTHERS
                + "2 of 22 among them (%s!N/wall0.jpg, %s!N/wall1.jpg)%n".formatted(known, known));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(directory.resolve("calibrated")).doesNotExist();
  }

  @Test
  void ofManySomeAreNamed() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    zip("site/sound.zip", "test.zip", "N_", "N/", 1);
    zip("site/more.zip", "train.zip", "N_", "N/n", 20);
    zip("site/cracked.zip", "train.zip", "P_", "P/p", 3);

    assertThat(calibrate("scratch", "--data=" + site, "--false-alarms=0.2").err())
        .contains(OTHERS + "23 of 24 among them (")
        .endsWith(" and 3 others)" + System.lineSeparator());
  }

  @Test
  void thoseThatAreOnlyTestedOnAreOthers() throws IOException {
    Path site = zip("test-again.zip", "test.zip", "N_", "N/", 20);

    calibrate("scratch", "--data=" + site, "--false-alarms=0.2").expectSuccess();
  }

  @Test
  void aBankOfPatchesKnowsItsImagesToo() throws IOException {
    Path known = zip("again.zip", "train.zip", "N_", "N/wall", 20);
    Path cracked = zip("cracked.zip", "train.zip", "P_", "P/crack", 20); // were not there

    assertThat(calibrate("normal", "--data=" + known, "--false-alarms=0.2").err())
        .endsWith(OTHERS + "all of these among them" + System.lineSeparator());
    calibrate("normal", "--data=" + cracked, "--recall=0.8").expectSuccess();
  }

  @Test
  void whatAModelIsMeasuredByIsSaidToBeLearned() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    zip("site/sound.zip", "test.zip", "N_", "N/", 20);
    zip("site/cracked.zip", "train.zip", "P_", "P/crack", 20);
    String model = "--model=" + shared.resolve("scratch/model");

    assertThat(Answer.of("evaluate", model, "--data=" + site).expectSuccess().err())
        .isEqualTo(
            "hibi: warning: 20 of 40 images are among those that the model learned from: what it"
                + " does with them tells nothing of others%n".formatted());
    assertThat(Answer.of("evaluate", model, "--site=" + site).expectSuccess().out())
        .contains("there     20 of 40 images are among those that the model learned from: ");
    assertThat(
            Answer.of("evaluate", model, "--data=" + shared.resolve("test.zip"))
                .expectSuccess()
                .err())
        .isEmpty();
  }

  @Test
  void aThresholdBelongsToThePrecisionThatItWasFoundIn() throws IOException {
    Path site = zip("sound.zip", "test.zip", "N_", "N/", 20);
    Answer answer =
        calibrate("scratch", "--data=" + site, "--false-alarms=0.2", "--precision=bf16");
    assumeFalse(answer.err().contains("bf16 is for CPUs with"), "no bfloat16 here");
    answer.expectSuccess();
    Path calibrated = directory.resolve("calibrated");

    assertThat(Files.readString(calibrated.resolve("model.json")))
        .contains("\"precision\": \"bf16\"");
    Answer.of("evaluate", "--model=" + calibrated, "--data=" + site, "--precision=fp32")
        .expectSuccess();
  }

  @Test
  void aPromiseThatIsSoonerBrokenThanKeptIsWarnedOf() throws IOException {
    Path site = zip("sound.zip", "test.zip", "N_", "N/", 20);

    assertThat(
            calibrate("scratch", "--data=" + site, "--false-alarms=0.2", "--confidence=0.01")
                .expectSuccess()
                .err())
        .contains(
            "hibi: warning: a promise that is sooner broken than kept: expected a confidence such as"
                + " 0.95, found 0.01");
  }
}
