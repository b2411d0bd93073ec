package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when a run is to go on otherwise than it began. */
final class ResumeCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
  }

  @Test
  void whatDoesNotGoTogetherIsAWrongCommandLine() {
    assertUsageError("--accept needs --resume: expected both, found --accept", "--accept", "lr");
    assertUsageError("--extend needs --resume: expected both, found --extend", "--extend");
    assertUsageError(
        "cannot be accepted: expected some of lr, batch-size, optimizer, schedule, warm-up,"
            + " milestones, gamma, balanced, freeze-batch-norm, label-smoothing, class-weights,"
            + " clip-norm, no-decay-on-norm, seed, augment, image-size, train, test, validation,"
            + " early-stopping, threads, imageSize, imageMean, imageStd, batchSize, learningRate,"
            + " freezeBatchNorm, augmentations, augmentationSeed, jpegDecoder, testJpegDecoder,"
            + " validationJpegDecoder, sampler, precision, accumulate, labelSmoothing,"
            + " classWeights, mixup, cutmix, clipNorm, ema, decayOnNorm, rateFactors,"
            + " earlyStopping, trainingData, testData, validationData, computeThreads, found"
            + " 'backbone'",
        "--resume",
        "--accept",
        "lr,backbone");
  }

  @Test
  void imagesCannotBeVariedWhereTheirFeaturesAreComputedOnce() throws IOException {
    Path weights = Files.createFile(directory.resolve("weights.safetensors"));

    assertUsageError(
        "--augment cannot be combined with mode features: expected none, found inspection",
        "--weights",
        weights.toString(),
        "--augment",
        "inspection");
  }

  @Test
  void aChangeIsRefusedWithItsRemedyAndSaidAloudWhenItIsAccepted() throws IOException {
    assertThat(train("run", "--epochs", "1", "--schedule", "constant", "--batch-size", "10").code())
        .isZero();
    Path checkpoints = directory.resolve("run/checkpoints");

    Answer refused = resume("--lr", "0.001", "--batch-size", "20");
    Answer accepted = resume("--lr", "0.001", "--batch-size", "20", "--accept", "lr,batch-size");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err().strip())
        .isEqualTo(
            "hibi: checkpoint of another run: batchSize: expected 10, found 20; learningRate:"
                + " expected 0.002, found 0.001; can be accepted: batchSize, learningRate ("
                + checkpoints
                + ")");
    assertThat(accepted.code()).isZero();
    assertThat(accepted.err().lines())
        .containsExactly(
            "hibi: warning: epochs changed: expected 1, found 2 (as if it had been planned so,"
                + " after epoch 1, step 4)",
            "hibi: warning: batchSize changed: expected 10, found 20 (accepted, after epoch 1, step"
                + " 4)",
            "hibi: warning: learningRate changed: expected 0.002, found 0.001 (accepted, after"
                + " epoch 1, step 4)");
    assertThat(directory.resolve("run/model/model.json"))
        .content()
        .contains("\"changes\": [", "\"name\": \"learningRate\"", "\"from\": \"0.002\"");

    Answer finished = resume("--lr", "0.001", "--batch-size", "20");

    assertThat(finished.err()).isEmpty();
    assertThat(finished.outLines())
        .contains("resumed   after epoch 2, step 6: nothing is left to train");
  }

  @Test
  void imagesThatHaveChangedAreNamed() throws IOException {
    Path data = directory.resolve("images");
    copy(data, 12);
    assertThat(trainOn(data, "run", "--epochs", "1").code()).isZero();
    Path some = data.resolve("P/P_000.png");
    Files.move(some, data.resolve("P/P_100.png"));

    Answer answer = trainOn(data, "run", "--epochs", "1", "--resume");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith(
            "hibi: checkpoint of another run: training data: expected 12 samples {N=6, P=6} ")
        .contains(": 1 added: P/P_100.png (P); 1 removed: P/P_000.png (P); can be accepted:");
  }

  /** Two numbers of threads give two models; a run that goes on gives that of its beginning. */
  @Test
  void aRunGoesOnWithTheThreadsThatItBeganWith() throws Exception {
    assertThat(process(1, "whole", "--epochs", "2").waitFor()).isZero();
    assertThat(process(2, "other", "--epochs", "2").waitFor()).isZero();
    assertThat(process(1, "resumed", "--epochs", "1").waitFor()).isZero();

    assertThat(process(2, "resumed", "--epochs", "2", "--resume").waitFor()).isZero();

    assertThat(directory.resolve("resumed.log"))
        .content()
        .contains(
            "hibi: warning: computeThreads kept: expected 1, as the run began, found 2"
                + System.lineSeparator());
    assertThat(weights("resumed")).hasSameBinaryContentAs(weights("whole"));
    assertThat(directory.resolve("other/run.json")).content().contains("\"computeThreads\": 2");
    assertThat(directory.resolve("resumed/run.json")).content().contains("\"computeThreads\": 1");
  }

  private Path weights(String run) {
    return directory.resolve(run).resolve("model/model.safetensors");
  }

  private Process process(int threads, String output, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hibi.cli.Hibi"));
    command.addAll(words(shared.resolve("train.zip"), output));
    command.addAll(List.of("--schedule", "constant", "--batch-size", "10"));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
    return builder.redirectOutput(directory.resolve(output + ".log").toFile()).start();
  }

  private Answer train(String output, String... more) {
    return trainOn(shared.resolve("train.zip"), output, more);
  }

  private Answer trainOn(Path data, String output, String... more) {
    List<String> words = words(data, output);
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  /** Goes on to the second epoch. */
  private Answer resume(String... more) {
    List<String> words = new ArrayList<>(List.of("--epochs", "2", "--schedule", "constant"));
    words.add("--resume");
    words.addAll(List.of(more));
    return train("run", words.toArray(String[]::new));
  }

  private List<String> words(Path data, String output) {
    List<String> words = new ArrayList<>(List.of("train", "--image-size", "32"));
    words.addAll(List.of("--backbone", "resnet10-w16"));
    words.addAll(List.of("--train", data.toString()));
    words.addAll(List.of("--test", shared.resolve("test.zip").toString()));
    words.addAll(List.of("--output", directory.resolve(output).toString()));
    words.addAll(List.of("--device", "cpu"));
    return words;
  }

  private static void copy(Path folder, int images) throws IOException {
    for (int i = 0; i < images; i++) {
      String label = i % 2 == 0 ? "N" : "P";
      Path file = folder.resolve("%s/%s_%03d.png".formatted(label, label, i / 2));
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(1, 1, 1000 * i);
      ImageIO.write(image, "png", file.toFile());
    }
  }

  private void assertUsageError(String message, String... more) {
    List<String> words = words(Path.of("a"), "c");
    words.addAll(List.of(more));
    Answer answer = Answer.of(words.toArray(String[]::new));

    assertThat(answer.err().strip()).isEqualTo("hibi: " + message + " (try 'hibi train --help')");
    assertThat(answer.code()).isEqualTo(2);
  }
}
