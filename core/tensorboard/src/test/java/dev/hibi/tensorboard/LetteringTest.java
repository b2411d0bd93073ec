package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LetteringTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTextThatIsTooLongKeepsAsMuchOfItsEndAsFits(boolean fonts) {
    Lettering lettering = new Lettering(14, fonts);
    String name = "photographs/of/the/bridge/P_00012.jpg";

    String fitted = lettering.fit(name, 120);

    assertThat(fitted).startsWith("...").endsWith("P_00012.jpg");
    assertThat(lettering.width(fitted)).isLessThanOrEqualTo(120);
    assertThat(lettering.fit("short", 120)).isEqualTo("short");
    assertThat(lettering.fit(name, 1)).isEqualTo("...");
  }

  @Test
  void aLetterOfTwoCharactersIsNotHalved() {
    Lettering lettering = new Lettering(14, false);

    for (int width = 30; width < 100; width++) {
      String fitted = lettering.fit("😀".repeat(20), width);
      assertThat(Character.isLowSurrogate(fitted.charAt(3))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lettersAreDrawnInTheirBoxAndNowhereElse(boolean fonts) {
    Lettering lettering = new Lettering(14, fonts);
    BufferedImage image = new BufferedImage(100, 40, BufferedImage.TYPE_INT_RGB);

    lettering.draw(image, "Hibi 12", 10, 10, 0xffffff);

    int inside = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 100; x++) {
        boolean drawn = (image.getRGB(x, y) & 0xffffff) != 0;
        boolean box = x >= 9 && x <= 11 + lettering.width("Hibi 12") && y >= 10 && y < 24;
        assertThat(drawn && !box).as("%d, %d", x, y).isFalse();
        inside += drawn ? 1 : 0;
      }
    }
    assertThat(inside).isGreaterThan(40);
  }

  @Test
  void anUprightLineIsALineTurnedToTheLeft() {
    Lettering lettering = new Lettering(14, false);
    BufferedImage flat = new BufferedImage(50, 14, BufferedImage.TYPE_INT_RGB);
    BufferedImage upright = new BufferedImage(14, 50, BufferedImage.TYPE_INT_RGB);

    lettering.draw(flat, "Hibi 12", 0, 0, 0xffffff);
    lettering.drawUpright(upright, "Hibi 12", 0, 50, 0xffffff);

    for (int y = 0; y < 14; y++) {
      for (int x = 0; x < 50; x++) {
        assertThat(upright.getRGB(y, 49 - x)).isEqualTo(flat.getRGB(x, y));
      }
    }
  }

  @Test
  void withoutFontsSmallLettersAreCapitalsAndStrangeOnesBoxes() {
    assertThat(pixels("abc z9")).isEqualTo(pixels("ABC Z9"));
    assertThat(pixels("ひ")).isEqualTo(pixels("#")).isNotEqualTo(pixels("0"));
    assertThat(List.of(pixels("A"), pixels("B"), pixels("8"), pixels("0"))).doesNotHaveDuplicates();
  }

  @Test
  void lettersBeyondThePictureAreCutOff() {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);

    PixelFont.draw(image, "HIBI", -3, -3, 2, 0xffffff);

    assertThat(image.getRGB(0, 0)).isEqualTo(0xff000000);
  }

  @Test
  void aCaptionStandsBelowAPicture() {
    SummaryImage image = SummaryImage.fromHwc(new byte[20 * 90], 20, 90, 1);

    SummaryImage captioned = image.captioned("test/P_00012.jpg");

    assertThat(List.of(captioned.height(), captioned.width(), captioned.channels()))
        .containsExactly(34, 90, 3);
  }

  private static String pixels(String text) {
    BufferedImage image = new BufferedImage(60, 9, BufferedImage.TYPE_INT_RGB);
    new Lettering(9, false).draw(image, text, 0, 0, 0xffffff);
    StringBuilder pixels = new StringBuilder();
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 60; x++) {
        pixels.append((image.getRGB(x, y) & 1) == 0 ? '.' : '#');
      }
    }
    return pixels.toString();
  }
}
