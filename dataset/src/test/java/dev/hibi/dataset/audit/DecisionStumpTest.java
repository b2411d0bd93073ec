package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DecisionStumpTest {
  private static LabeledValues points(double[] values, int... labels) {
    return new LabeledValues(values, labels, 2);
  }

  @Test
  void fitFindsThePlantedThreshold() {
    LabeledValues points = points(new double[] {5, 30, 10, 40, 20, 50}, 0, 1, 0, 1, 0, 1);

    DecisionStump best = DecisionStump.fit(points);

    assertThat(best).isEqualTo(new DecisionStump(25, 0, 1));
    assertThat(best.accuracy(points)).isEqualTo(1);
  }

  @Test
  void fitFindsTheDirection() {
    DecisionStump best = DecisionStump.fit(points(new double[] {1, 2, 3, 4}, 1, 1, 1, 0));

    assertThat(best).isEqualTo(new DecisionStump(3.5, 1, 0));
  }

  @Test
  void fitNeverCutsBetweenEqualValues() {
    LabeledValues points = points(new double[] {1, 2, 2, 2, 3}, 0, 0, 1, 1, 1);

    DecisionStump best = DecisionStump.fit(points);

    assertThat(best).isEqualTo(new DecisionStump(1.5, 0, 1));
    assertThat(best.accuracy(points)).isEqualTo(0.8);
  }

  @Test
  void fitTellsTwoOfThreeClasses() {
    LabeledValues points =
        new LabeledValues(new double[] {1, 2, 3, 7, 8}, new int[] {2, 2, 1, 0, 0}, 3);

    DecisionStump best = DecisionStump.fit(points);

    assertThat(best).isEqualTo(new DecisionStump(2.5, 2, 0));
    assertThat(best.accuracy(points)).isEqualTo(0.8);
  }

  @Test
  void oneClassNeedsNoCut() {
    LabeledValues points = points(new double[] {3, 1, 2}, 1, 1, 1);

    assertThat(DecisionStump.fit(points).accuracy(points)).isEqualTo(1);
  }

  @Test
  void accuracyCountsOtherPictures() {
    DecisionStump stump = new DecisionStump(25, 0, 1);

    assertThat(stump.accuracy(points(new double[] {25, 26, 24, 30}, 0, 1, 1, 0))).isEqualTo(0.5);
  }

  @Test
  void valuesAndLabelsMustPairUp() {
    assertThatThrownBy(() -> points(new double[] {1, 2}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad number of pictures: expected as many values as labels, found 2 values and 1"
                + " labels");
  }

  @Test
  void nothingCannotBeFitted() {
    assertThatThrownBy(() -> DecisionStump.fit(points(new double[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no pictures: expected at least 1, found 0");
  }

  @Test
  void labelsAreThoseOfTheClasses() {
    assertThatThrownBy(() -> points(new double[] {1}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad label: expected 0 to 1, found 2 (picture 0)");
  }

  @Test
  void valuesAreFinite() {
    assertThatThrownBy(() -> points(new double[] {Double.NaN}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad value: expected a finite one, found NaN (picture 0)");
  }
}
