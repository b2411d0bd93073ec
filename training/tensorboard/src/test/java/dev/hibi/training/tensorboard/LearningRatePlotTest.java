package dev.hibi.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import dev.hibi.tensorboard.SummaryWriter;
import dev.hibi.training.LearningRateCurve;
import dev.hibi.training.LearningRateCurve.Point;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LearningRatePlotTest {
  @TempDir Path directory;

  /** Falls fastest at 1e-2, and rises. */
  private static LearningRateCurve curve() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      double decade = -6 + i / 8.0;
      double loss = 0.7 - 0.5 / (1 + Math.exp(-3 * (decade + 2))) + Math.pow(10, decade) / 20;
      points.add(new Point(Math.pow(10, decade), loss + 0.1 * Math.sin(i * i), loss));
    }
    return new LearningRateCurve(points);
  }

  @Test
  void theCurveIsLoggedRateByRateWithItsPicture() throws IOException {
    List<Double> rates = new ArrayList<>();
    List<Double> smoothed = new ArrayList<>();
    int images = 0;
    try (SummaryWriter writer = SummaryWriter.builder(directory).build()) {
      LearningRatePlot.log(curve(), writer);
      writer.flush();
      for (RunEvent event : EventFileReader.read(directory)) {
        if (event instanceof RunEvent.Scalar scalar) {
          (scalar.tag().equals("lr_find/learning_rate") ? rates : smoothed)
              .add((double) scalar.value());
        } else if (event instanceof RunEvent.Image) {
          images++;
        }
      }
    }

    assertThat(rates).hasSize(41);
    assertThat(rates.get(40)).isCloseTo(0.1, within(1e-6));
    assertThat(smoothed).hasSize(2 * 41);
    assertThat(images).isEqualTo(1);
  }

  @Test
  void thePictureIsAPngWithTheSuggestedRateInIt() throws IOException {
    assertThat(LearningRatePlot.text(curve().suggestion().orElseThrow().rate())).isEqualTo("0.010");
    assertThat(ImageIO.read(new ByteArrayInputStream(LearningRatePlot.draw(curve()).png())))
        .satisfies(image -> assertThat(image.getWidth()).isEqualTo(720));
  }
}
