package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CurveFigureTest {
  private static final int CURVE = 0xff08519c;
  private static final int MARK = 0xffd94801;

  private static BufferedImage image(CurveFigure figure, boolean fonts) throws IOException {
    byte[] png = figure.draw(new Lettering(15, fonts)).png();
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** From a decade to the next as far as from that to the one after. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theAxisIsLogarithmicAndTheMarkStandsOnTheCurve(boolean fonts) throws IOException {
    double[] xs = {1e-4, 1e-3, 1e-2};
    CurveFigure figure = CurveFigure.of("rate", "loss", xs, new double[] {1, 0, 1});

    BufferedImage plain = image(figure, fonts);
    BufferedImage marked = image(figure.marked(1, "0.001"), fonts);

    int right = 720 - 24;
    int first = firstColumn(plain, CURVE);
    int middle = (first + right) / 2;
    int lowest = row(plain, middle);
    assertThat(plain.getWidth()).isEqualTo(720);
    assertThat(plain.getHeight()).isEqualTo(440);
    assertThat(row(plain, middle - 40)).isLessThan(lowest - 10);
    assertThat(row(plain, middle + 40)).isLessThan(lowest - 10);
    assertThat(firstColumn(plain, MARK)).isEqualTo(-1);
    assertThat(firstColumn(marked, MARK)).isBetween(middle - 30, middle);
  }

  /** The first column with a pixel of a colour; -1 if there is none. */
  private static int firstColumn(BufferedImage image, int rgb) {
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if (image.getRGB(x, y) == rgb) {
          return x;
        }
      }
    }
    return -1;
  }

  /** The lowest row of the curve in a column. */
  private static int row(BufferedImage image, int x) {
    for (int y = image.getHeight() - 1; y >= 0; y--) {
      if (image.getRGB(x, y) == CURVE) {
        return y;
      }
    }
    return -1;
  }

  @Test
  void whatIsBehindMayLeaveThePictureAndBreak() throws IOException {
    CurveFigure figure =
        CurveFigure.of("rate", "loss", new double[] {1, 2, 3, 4}, new double[] {1, 1, 1, 1})
            .faint(new double[] {Double.NaN, 1e9, -1e9, Double.POSITIVE_INFINITY});

    assertThat(firstColumn(image(figure, false), CURVE)).isPositive();
  }

  @Test
  void whatIsNoCurveIsRefused() {
    assertThatThrownBy(() -> CurveFigure.of("x", "y", new double[] {0, 1}, new double[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad curve: expected ascending numbers above 0, found [0.0, 1.0]");
    assertThatThrownBy(() -> CurveFigure.of("x", "y", new double[] {1}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad curve: expected two points and more, finite and as many of both axes, found 1 and"
                + " [1.0]");
    CurveFigure figure = CurveFigure.of("x", "y", new double[] {1, 2}, new double[] {1, 1});
    assertThatThrownBy(() -> figure.faint(new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad curve: expected 2 values, found 1");
    assertThatThrownBy(() -> figure.marked(2, "")).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
