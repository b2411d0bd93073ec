package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Files that PyTorch and TensorBoard have written; {@code make_fixtures.py} beside them made them.
 */
final class OtherWritersTest {
  private static final Instant NOW = EventFileBytes.NOW;

  @Test
  void pytorchsFileIsRead() throws Exception {
    List<RunEvent> events = read("pytorch.tfevents");

    assertThat(events)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("wallTime", "pictures", "points")
        .containsExactly(
            new RunEvent.FileVersion(NOW, 0, "brain.Event:2"),
            new RunEvent.Scalar(NOW, 3, "loss", 0.5f),
            new RunEvent.Scalar(NOW, 4, "new", 2),
            new RunEvent.Scalar(NOW, 5, "double", 0.1f),
            new RunEvent.Histogram(
                NOW,
                6,
                "weights",
                List.of(
                    new RunEvent.Bucket(0, 0.25, 1),
                    new RunEvent.Bucket(0.25, 0.5, 0),
                    new RunEvent.Bucket(0.5, 0.75, 2),
                    new RunEvent.Bucket(0.75, 1, 1))),
            new RunEvent.Image(NOW, 7, "picture", 3, 2, List.of()),
            new RunEvent.Text(NOW, 8, "note/text_summary", "a **crack** ひび"),
            new RunEvent.PrPoints(NOW, 9, "pr", List.of()),
            new RunEvent.Other(NOW, 10, "tone", "audio"));
  }

  @Test
  void pytorchsPictureIsDecoded() throws Exception {
    RunEvent.Image image = (RunEvent.Image) read("pytorch.tfevents").get(5);

    BufferedImage pixels = image.pictures().get(0).decode();

    assertThat(pixels.getWidth()).isEqualTo(image.width());
    assertThat(pixels.getHeight()).isEqualTo(image.height());
    assertThat(pixels.getRGB(0, 0, 3, 2, null, 0, 3))
        .containsExactly(0xffff0000, 0xff00ff00, 0xff0000ff, 0xff000000, 0xff000000, 0xff000000);
  }

  @Test
  void pytorchsPrCurveHasItsCountsAtEvenlySpacedThresholds() throws Exception {
    RunEvent.PrPoints curve = (RunEvent.PrPoints) read("pytorch.tfevents").get(7);

    assertThat(curve.points())
        .containsExactly(
            new RunEvent.PrPoint(0, 2, 2, 0, 0, 0.5, 1),
            new RunEvent.PrPoint(0.25, 2, 1, 1, 0, 0.6666666865348816, 1),
            new RunEvent.PrPoint(0.5, 1, 1, 1, 1, 0.5, 0.5),
            new RunEvent.PrPoint(0.75, 1, 0, 2, 1, 1, 0.5),
            new RunEvent.PrPoint(1, 0, 0, 2, 2, 0, 0));
  }

  /** PyTorch stores a boolean as a number. */
  @Test
  void pytorchsHyperparametersAreRead() throws Exception {
    assertThat(read("pytorch-hparams.tfevents"))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("wallTime")
        .containsExactly(
            new RunEvent.FileVersion(NOW, 0, "brain.Event:2"),
            new RunEvent.Other(NOW, 0, "_hparams_/experiment", "hparams"),
            new RunEvent.HParamsStart(
                NOW, 0, new TreeMap<>(Map.of("lr", 0.1, "net", "resnet18", "flip", 1.0)), ""),
            new RunEvent.HParamsEnd(NOW, 0, SessionStatus.SUCCESS),
            new RunEvent.Scalar(NOW, 0, "acc", 0.75f));
  }

  @Test
  void tensorflowsFileIsRead() throws Exception {
    List<RunEvent> events = read("tensorflow.tfevents");

    assertThat(events.subList(1, 8))
        .containsExactly(
            new RunEvent.Scalar(NOW, 0, "loss", 0.5f),
            new RunEvent.Histogram(
                NOW,
                1,
                "weights",
                List.of(new RunEvent.Bucket(0, 0.5, 1), new RunEvent.Bucket(0.5, 1, 3))),
            new RunEvent.Text(NOW, 2, "note", "a **crack** ひび"),
            new RunEvent.TextTable(
                NOW, 3, "table", List.of(List.of("a", "b", "c"), List.of("d", "e", "f"))),
            new RunEvent.TextTable(NOW, 4, "list", List.of(List.of("a"), List.of("b"))),
            new RunEvent.HParamsStart(
                NOW, 5, new TreeMap<>(Map.of("lr", 0.1, "net", "resnet18", "flip", true)), "t"),
            new RunEvent.Other(NOW, 6, "_hparams_/experiment", "hparams"));
    RunEvent.Image image = (RunEvent.Image) events.get(8);
    assertThat(image.pictures()).hasSize(2).containsOnly(image.pictures().get(0));
    assertThat(image.pictures().get(1).decode().getWidth()).isEqualTo(image.width()).isEqualTo(19);
  }

  private static List<RunEvent> read(String name) throws IOException, URISyntaxException {
    return EventFileReader.read(Path.of(OtherWritersTest.class.getResource(name).toURI()));
  }
}
