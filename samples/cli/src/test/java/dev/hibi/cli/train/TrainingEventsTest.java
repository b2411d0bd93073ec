package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hibi train} leaves for TensorBoard. */
final class TrainingEventsTest {
  @TempDir Path directory;

  private Path logs = Path.of("");

  @BeforeEach
  void train() throws IOException {
    Path train = directory.resolve("train.zip");
    Path more = directory.resolve("more.zip");
    Path test = directory.resolve("test.zip");
    DrawnArchive.train(0).write(train, 10);
    DrawnArchive.test(0).write(test, 4);
    try (OutputStream out = Files.newOutputStream(more);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("train/P_99999.jpg"));
      zip.write(new byte[] {1, 2, 3});
    }
    logs = directory.resolve("logs");
    StringWriter said = new StringWriter();
    String command =
        """
        train --train %s %s --test %s --output %s --log-dir %s --histograms --audit \
        --epochs 1 --batch-size 4 --image-size 32 --quarantine %s --max-unreadable 0.1"""
            .formatted(
                train, more, test, directory.resolve("run"), logs, directory.resolve("bad.csv"));
    assertThat(Answer.run(said, said, command.split(" "))).as(said.toString()).isZero();
  }

  @Test
  void sourcesMistakesAndParametersAreShown() throws IOException {
    List<RunEvent> events = EventFileReader.read(logs);

    assertThat(events)
        .filteredOn(event -> event instanceof RunEvent.Text text && text.tag().equals("sources"))
        .singleElement()
        .extracting(event -> ((RunEvent.Text) event).markdown())
        .asString()
        .contains("labels by prefix", "* unreadable images left out: 1\n", "P_99999.jpg");
    assertThat(events)
        .filteredOn(event -> event instanceof RunEvent.Text text && text.tag().equals("audit"))
        .singleElement()
        .extracting(event -> ((RunEvent.Text) event).markdown())
        .asString()
        .startsWith("* ")
        .contains("\n    train        20 images\n", "\n    leaks        0 pairs\n");
    assertThat(events)
        .filteredOn(event -> event instanceof RunEvent.Text text && text.tag().startsWith("mis"))
        .singleElement()
        .extracting(event -> ((RunEvent.Text) event).markdown())
        .asString()
        .contains("mistakes among 8");
    assertThat(events)
        .filteredOn(event -> event instanceof RunEvent.Histogram)
        .extracting(event -> ((RunEvent.Histogram) event).tag())
        .contains("weights/conv1.weight", "gradients/conv1.weight", "weights/bn1.running_var")
        .doesNotContain("gradients/bn1.running_var");
  }

  @Test
  void theProjectorHasAThumbnailOfEachTestImage() throws IOException {
    Path step = logs.resolve("embeddings/test/000005");

    assertThat(Files.readAllLines(step.resolve("metadata.tsv"))).hasSize(9);
    assertThat(step.resolve("sprite-32x32.png")).exists();
  }
}
