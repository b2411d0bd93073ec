package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link SummaryWriter} writes, as {@link EventFileReader} gives it. */
final class ReadBackTest {
  @TempDir Path dir;

  private <E extends RunEvent> List<E> read(Class<E> kind) throws IOException {
    return EventFileReader.read(dir).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void picturesHaveTheirPixels() throws IOException {
    byte[] pixels = {(byte) 255, 0, 0, 0, 0, (byte) 255};
    SummaryImage image = SummaryImage.fromHwc(pixels, 1, 2, 3);
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      writer.images("pair", List.of(image, image), 3);
    }

    RunEvent.Image read = read(RunEvent.Image.class).get(0);

    assertThat(List.of(read.tag(), read.step(), read.width(), read.height()))
        .isEqualTo(List.of("pair", 3L, 2, 1));
    assertThat(read.pictures()).hasSize(2);
    BufferedImage decoded = read.pictures().get(1).decode();
    assertThat(decoded.getRGB(0, 0, 2, 1, null, 0, 2)).containsExactly(0xffff0000, 0xff0000ff);
    assertThat(read.pictures().get(0).encoded()).isEqualTo(image.png());
  }

  @Test
  void aPrCurveHasItsCounts() throws IOException {
    boolean[] labels = {true, true, false, false};
    double[] scores = {0.9, 0.4, 0.6, 0.1};
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      writer.prCurve("pr", PrCurve.of(labels, scores, new double[] {1, 1, 1, 1}, 5), 9);
    }

    RunEvent.PrPoints read = read(RunEvent.PrPoints.class).get(0);

    assertThat(read.points()).hasSize(5);
    assertThat(read.points().get(2)).isEqualTo(new RunEvent.PrPoint(0.5, 1, 1, 1, 1, 0.5, 0.5));
  }

  @Test
  void hyperparametersAndTheSessionsEndAreRead() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
      writer.hparams(
          HParams.builder().put("lr", 0.1).put("net", "a").put("flip", true).group("g").build());
      writer.sessionEnd(SessionStatus.FAILURE);
    }

    RunEvent.HParamsStart start = read(RunEvent.HParamsStart.class).get(0);

    assertThat(start.values())
        .isEqualTo(new TreeMap<>(Map.of("lr", 0.1, "net", "a", "flip", true)));
    assertThat(start.group()).isEqualTo("g");
    assertThat(read(RunEvent.HParamsEnd.class))
        .extracting(RunEvent.HParamsEnd::status)
        .containsExactly(SessionStatus.FAILURE);
  }

  @Test
  void aLiveRunIsFollowedThroughAllItsFiles() throws Exception {
    int count = 5_000;
    CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(count));
    List<Integer> steps = new ArrayList<>();
    try (EventFileReader reader = EventFileReader.open(dir)) {
      while (steps.size() < count) {
        Optional<RunEvent> event = reader.poll(Duration.ofSeconds(60));
        assertThat(event).isPresent();
        if (event.get() instanceof RunEvent.Scalar scalar) {
          steps.add((int) scalar.step());
        }
      }
    }
    writing.join();

    assertThat(steps).isEqualTo(IntStream.range(0, count).boxed().toList());
    assertThat(EventFileNames.in(dir)).hasSizeGreaterThan(10);
  }

  private void write(int count) {
    try (SummaryWriter writer =
        SummaryWriter.builder(dir).flushInterval(Duration.ZERO).maxFileSize(16_384).build()) {
      for (int step = 0; step < count; step++) {
        writer.scalar("a", step, step);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
