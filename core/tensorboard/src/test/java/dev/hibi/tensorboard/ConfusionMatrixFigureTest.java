package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfusionMatrixFigureTest {
  private static final int DARKEST = 0xff08306b;
  private static final int LIGHTEST = 0xfff2f6fb;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCellIsTheDarkerTheGreaterItsShareOfTheRow(boolean fonts) throws IOException {
    BufferedImage image = draw(List.of("N", "P"), new long[][] {{7, 0}, {1, 1}}, fonts);

    int right = image.getWidth() - 8 - 2 * 120;
    int bottom = image.getHeight() - 8 - 2 * 120;
    assertThat(image.getRGB(right, bottom)).isEqualTo(DARKEST);
    assertThat(image.getRGB(right + 120, bottom)).isEqualTo(LIGHTEST);
    assertThat(image.getRGB(right, bottom + 120))
        .isEqualTo(image.getRGB(right + 120, bottom + 120))
        .isEqualTo(0xff7d93b3);
  }

  @Test
  void aClassWithoutSamplesIsLight() throws IOException {
    BufferedImage image = draw(List.of("N", "P"), new long[2][2], false);

    assertThat(image.getRGB(image.getWidth() - 10, image.getHeight() - 10)).isEqualTo(LIGHTEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 12, 50, 200, 201, 1500})
  void anyNumberOfClassesFits(int classes) throws IOException {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      labels.add("a class with a long name, the number " + i);
    }

    BufferedImage image = draw(labels, new long[classes][classes], true);

    assertThat(image.getWidth()).isBetween(120, 2_400);
    assertThat(image.getHeight()).isBetween(120, 2_400);
  }

  /** Three digits at the front say more than four at the end. */
  @Test
  void aCountThatIsTooLongIsRounded() throws IOException {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      labels.add("" + i);
    }
    assertThat(List.of(0, 999, 1_239, 12_399, 123_999, 9_999_999))
        .extracting(ConfusionMatrixFigure::shortNumber)
        .containsExactly("0", "999", "1.23k", "12.3k", "123k", "9.99M");
    assertThat(ConfusionMatrixFigure.shortNumber(Long.MAX_VALUE)).isEqualTo("9.22E");

    long[][] exact = new long[10][10];
    exact[0][0] = 987_654_321;
    long[][] rounded = new long[10][10];
    rounded[0][0] = 987_000_000;
    assertThat(ConfusionMatrixFigure.draw(labels, exact, false).png())
        .isEqualTo(ConfusionMatrixFigure.draw(labels, rounded, false).png());
  }

  @Test
  void namesThatAreWiderThanAColumnStandUpright() throws IOException {
    BufferedImage flat = draw(List.of("N", "P"), new long[2][2], false);
    BufferedImage upright = draw(List.of("N", "uncracked concrete wall"), new long[2][2], false);

    int name = upright.getWidth() - flat.getWidth();
    assertThat(upright.getHeight() - flat.getHeight())
        .isEqualTo(name + "true".length() * 6 - 1 - 15);
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    assertRefused(
        () -> ConfusionMatrixFigure.draw(List.of("N", "P"), new long[][] {{1, 2}, {3}}),
        "bad confusion matrix: expected a row and a column for each class, at least 1,"
            + " found 2 rows of [2, 1] and 2 classes");
    assertRefused(
        () -> ConfusionMatrixFigure.draw(List.of(), new long[0][0]),
        "bad confusion matrix: expected a row and a column for each class, at least 1,"
            + " found 0 rows of [] and 0 classes");
    assertRefused(
        () -> ConfusionMatrixFigure.draw(List.of("N"), new long[][] {{-1}}),
        "bad confusion matrix: expected counts of at least 0, found -1");
  }

  private static BufferedImage draw(List<String> labels, long[][] counts, boolean fonts)
      throws IOException {
    SummaryImage figure = ConfusionMatrixFigure.draw(labels, counts, fonts);
    return ImageIO.read(new ByteArrayInputStream(figure.png()));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
