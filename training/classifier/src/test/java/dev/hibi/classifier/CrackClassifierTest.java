package dev.hibi.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluation;
import dev.hibi.training.FitListener;
import dev.hibi.training.RunStart;
import dev.hibi.training.Stages;
import dev.hibi.training.TrainingHandle;
import dev.hibi.training.TrainingMode;
import dev.hibi.training.TrainingProgress;
import dev.hibi.training.TrainingResult;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrackClassifierTest {
  @TempDir Path directory;

  private Path train;
  private Path test;
  private Path output;

  @BeforeEach
  void draw() throws IOException {
    train = archive("train.zip", 32, 1);
    test = archive("test.zip", 8, 2);
    output = directory.resolve("run");
  }

  /** Grey noise, of which every second picture has a dark line across. */
  private Path archive(String name, int count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path file = directory.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < count; i++) {
        zip.putNextEntry(new ZipEntry((i % 2 == 0 ? "N_" : "P_") + i + ".png"));
        zip.write(png(wall(i % 2 == 1, random)));
        zip.closeEntry();
      }
    }
    return file;
  }

  private static BufferedImage wall(boolean cracked, SplittableRandom random) {
    BufferedImage wall = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        wall.setRGB(x, y, (150 + random.nextInt(20)) * 0x010101);
      }
    }
    if (cracked) {
      Graphics2D graphics = wall.createGraphics();
      graphics.setColor(Color.BLACK);
      graphics.setStroke(new BasicStroke(4));
      graphics.drawLine(random.nextInt(40), 0, random.nextInt(40), 40);
      graphics.dispose();
    }
    return wall;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private Training training() {
    return CrackClassifier.train(train, test, output)
        .imageSize(32)
        .augmentation(EvaluationPreprocessing::new)
        .configure(config -> config.batchSize(8));
  }

  @Test
  void twoArchivesBecomeATestedModelThatClassifiesAPhotographFromAnywhere() throws IOException {
    TrainingResult result = training().epochs(6).fit();

    Evaluation evaluation = CrackClassifier.evaluate(result.model(), test);
    BufferedImage wall = wall(true, new SplittableRandom(3));
    Path file = Files.write(directory.resolve("wall.png"), png(wall));
    try (Classifier classifier = Classifier.load(result.model())) {
      assertThat(
              List.of(
                  classifier.classify(file).label(),
                  classifier.classify(wall).label(),
                  classifier.classify(png(wall), "wall").label(),
                  classifier.classify(new ByteArrayInputStream(png(wall)), "wall").label()))
          .containsOnly("P");
    }
    assertThat(evaluation.accuracy()).isEqualTo(result.evaluation().accuracy()).isEqualTo(1);
    assertThat(evaluation.labels().names()).containsExactly("N", "P");
  }

  @Test
  void aRunThatIsResumedTrainsNoEpochAgain() throws IOException {
    training().epochs(1).fit();
    List<Integer> first = new ArrayList<>();

    TrainingResult again =
        training()
            .epochs(1)
            .resume(true)
            .listener(
                new FitListener() {
                  @Override
                  public void onStart(RunStart start) {
                    first.add(start.epoch());
                  }
                })
            .fit();

    assertThat(again.history()).hasSize(1);
    assertThat(first).containsExactly(2);
  }

  @Test
  void aTrainingInAThreadOfItsOwnOpensItsDataThereAndIsAwaited() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      TrainingHandle training = training().epochs(1).start(executor);

      assertThat(training.await().history()).hasSize(1);
      assertThat(training.progress().state()).isEqualTo(TrainingProgress.State.FINISHED);

      TrainingHandle second = training().start(executor);
      assertThatThrownBy(second::await)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("output in use: ");
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void aSecondRunInTheSamePlaceIsRefusedUnlessItResumes() throws IOException {
    training().epochs(1).fit();

    assertThatThrownBy(() -> training().epochs(1).fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "output in use: expected a directory without checkpoints, or to resume, found a"
                + " checkpoint of epoch 1 (%s)",
            output.resolve("checkpoints"));
  }

  @Test
  void anArchiveOfOneClassIsRefused() throws IOException {
    Path sound = directory.resolve("sound.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(sound))) {
      zip.putNextEntry(new ZipEntry("N_1.png"));
      zip.write(png(wall(false, new SplittableRandom(1))));
      zip.closeEntry();
    }

    assertThatThrownBy(() -> CrackClassifier.train(sound, test, output).fit())
        .isInstanceOf(IOException.class)
        .hasMessage("one class only: expected at least 2, found 1: [N] (%s)", sound);
  }

  @Test
  void settingsThatDoNotGoTogetherAreRefusedBeforeAnythingIsRead() {
    Path absent = directory.resolve("absent.safetensors");

    assertThatThrownBy(() -> training().weights(absent).fit())
        .isInstanceOf(IOException.class)
        .hasMessage("no weights: expected a safetensors file, found none (%s)", absent);
    assertThatThrownBy(() -> training().imageSize(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad image size: expected 8 to 4096, found 4");
    assertThat(output).doesNotExist();
  }

  @Test
  void theOptionsReachTheRun() throws IOException {
    TrainingResult result =
        training()
            .backbone(Backbone.RESNET10_W16)
            .epochs(1)
            .seed(5)
            .augmentation(TrainingPreprocessing::tutorial)
            .fit();

    assertThat(result.description().backbone()).isEqualTo(Backbone.RESNET10_W16);
    assertThat(result.description().provenance().settings())
        .contains("\"seed\":5", "horizontalFlip");
  }

  @Test
  void whatIsComputedOnceSeesImagesAsTheyAre() throws IOException {
    Path weights =
        training()
            .backbone(Backbone.RESNET10_W16)
            .epochs(1)
            .fit()
            .model()
            .resolve("model.safetensors");

    TrainingResult result =
        CrackClassifier.train(train, test, directory.resolve("staged"))
            .backbone(Backbone.RESNET10_W16)
            .imageSize(32)
            .weights(weights)
            .configure(config -> config.mode(TrainingMode.STAGED).stages(Stages.of(1, 1, 1)))
            .fit();

    assertThat(result.history()).hasSize(3);
    assertThat(result.description().provenance().settings()).contains("\"augmentations\":[]");
  }

  @Test
  void anEpochIsChosenByValidationData() throws IOException {
    Path validation = archive("validation.zip", 8, 3);

    TrainingResult result =
        training()
            .backbone(Backbone.RESNET10_W16)
            .epochs(2)
            .validation(validation)
            .configure(config -> config.selectBest(true))
            .fit();

    assertThat(result.history())
        .extracting(EpochMetrics::measuredOn)
        .containsExactly("validation", "validation");
    double least = result.history().stream().mapToDouble(EpochMetrics::loss).min().orElseThrow();
    assertThat(result.history().get(result.selectedEpoch() - 1).loss()).isEqualTo(least);
  }
}
