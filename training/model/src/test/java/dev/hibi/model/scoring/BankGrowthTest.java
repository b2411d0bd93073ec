package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BankGrowthTest {
  /** Numbers 0, 1, 2 … as rows of one feature: a spacing of 1. */
  private static PatchBank bank(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return PatchBank.of(FeatureRows.of(values, 1));
  }

  private static FeatureRows patches(float... values) {
    return FeatureRows.of(values, 1);
  }

  @Test
  void whatIsFartherThanTheSpacingJoinsTheFarthestFirst() {
    BankGrowth growth = BankGrowth.of(bank(5), 3);

    growth.add(patches(2.5f, -2, 4.9f));
    growth.add(patches(9, 9.5f, 11));

    assertThat(growth.spacing()).isEqualTo(1);
    assertThat(growth.grown().rows().values()).containsExactly(0, 1, 2, 3, 4, 11, -2, 9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25, 100})
  void imagesThatRaisedAnAlarmRaiseNoneAfterwards(int percent) {
    PatchBank bank = PatchBank.of(FeatureRows.of(new Numbers(5).next(50 * 4, 10), 4), percent);
    double threshold = 3;
    BankGrowth growth = BankGrowth.of(bank, threshold);
    FeatureRows image = FeatureRows.of(new Numbers(6).next(12 * 4, 60), 4);

    assertThat(growth.add(image)).isGreaterThan((float) threshold);

    PatchScores after = growth.grown().scores(image, 4);
    assertThat(after.image()).isLessThan((float) threshold);
    for (float distance : after.map().distances()) {
      assertThat(distance).isLessThanOrEqualTo((float) growth.spacing());
    }
  }

  @Test
  void theSpacingIsBelowTheThreshold() {
    assertThat(BankGrowth.of(bank(5), 0.5).spacing()).isEqualTo(0.45);
    assertThat(BankGrowth.of(bank(1), 2).spacing()).isEqualTo(1.8);
  }

  @Test
  void aBankBecomesNoMoreThanTwiceAsLarge() {
    BankGrowth growth = BankGrowth.of(bank(3), 3);

    growth.add(patches(10, 20, 30, 40, 50));

    assertThat(growth.grown().rows().values()).containsExactly(0, 1, 2, 50, 30, 20);
  }

  @Test
  void whatIsNearLeavesTheBankAsItIs() {
    BankGrowth growth = BankGrowth.of(bank(3), 3);

    growth.add(patches(0.5f, 2.2f));

    assertThat(growth.grown().rows().values()).containsExactly(0, 1, 2);
  }
}
