package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {

  @Test
  void constantStaysAsItIs() {
    assertThat(new LearningRateSchedule.Constant().rate(0.1, 99, 10, 100)).isEqualTo(0.1);
  }

  @Test
  void multiStepMultipliesAsEachMilestoneIsReached() {
    LearningRateSchedule schedule = new LearningRateSchedule.MultiStep(List.of(2, 4), 0.1);

    assertThat(schedule.rate(1, 19, 10, 60)).isEqualTo(1);
    assertThat(schedule.rate(1, 20, 10, 60)).isEqualTo(0.1);
    assertThat(schedule.rate(1, 39, 10, 60)).isEqualTo(0.1);
    assertThat(schedule.rate(1, 40, 10, 60)).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void cosineWarmsUpLinearlyAndFallsToZero() {
    LearningRateSchedule schedule = new LearningRateSchedule.Cosine(0.1);

    assertThat(schedule.rate(1, 0, 10, 100)).isEqualTo(0.1);
    assertThat(schedule.rate(1, 9, 10, 100)).isEqualTo(1);
    assertThat(schedule.rate(1, 10, 10, 100)).isEqualTo(1);
    assertThat(schedule.rate(1, 55, 10, 100)).isCloseTo(0.5, within(1e-15));
    assertThat(schedule.rate(1, 99, 10, 100)).isCloseTo(0.0003, within(1e-5));
  }

  @Test
  void anExtendedCosineIsTheFirstOneAndThenOthersWithoutWarmUp() {
    LearningRateSchedule first = new LearningRateSchedule.Cosine(0.1);
    LearningRateSchedule second = new LearningRateSchedule.Cosine(0);
    LearningRateSchedule extended = new LearningRateSchedule.CosineRestarts(0.1, List.of(3, 5));

    for (int step = 0; step < 30; step++) {
      assertThat(extended.rate(0.5, step, 10, 90)).isEqualTo(first.rate(0.5, step, 10, 30));
    }
    for (int step = 0; step < 20; step++) {
      assertThat(extended.rate(0.5, 30 + step, 10, 90)).isEqualTo(second.rate(0.5, step, 10, 20));
    }
    for (int step = 0; step < 40; step++) {
      assertThat(extended.rate(0.5, 50 + step, 10, 90)).isEqualTo(second.rate(0.5, step, 10, 40));
    }
    assertThat(extended.rate(0.5, 30, 10, 90)).isEqualTo(0.5);
  }

  /*
   * By torch 2.7.1, for a run of n steps with lr=0.1:
   *
   * s = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, n, cycle_momentum=False, ...)
   * for _ in range(n): print(optimizer.param_groups[0]["lr"]); optimizer.step(); s.step()
   */
  @Test
  void oneCycleIsPyTorchs() {
    assertRates(
        LearningRateSchedule.OneCycle.standard(),
        0.0040000000000000036,
        0.052000000000000005,
        0.1,
        0.09504846320134738,
        0.0811745653949763,
        0.06112620219362893,
        0.03887419780637107,
        0.0188258346050237,
        0.004951936798652629,
        4e-07);
    assertRates( // pct_start=0.25, div_factor=10, final_div_factor=100, anneal_strategy="linear"
        new LearningRateSchedule.OneCycle(0.25, 10, 100, true),
        0.01,
        0.07,
        0.09334,
        0.08002000000000001,
        0.06670000000000001,
        0.053380000000000004,
        0.040060000000000005,
        0.026740000000000014,
        0.013420000000000001,
        0.00010000000000000286);
    assertRates( // pct_start=0.0
        new LearningRateSchedule.OneCycle(0, 25, 1e4, false),
        0.08535539763797113,
        0.0500002,
        0.014645002362028864,
        4e-07);
    assertRates( // pct_start=1.0
        new LearningRateSchedule.OneCycle(1, 25, 1e4, false),
        0.0040000000000000036,
        0.052000000000000005,
        0.1);
  }

  /** Where PyTorch divides by zero: the way up has one step, which has the base rate. */
  @Test
  void aCycleWhoseFirstStepIsItsTopBeginsThere() {
    LearningRateSchedule schedule = new LearningRateSchedule.OneCycle(0.25, 25, 1e4, true);

    assertThat(schedule.rate(0.1, 0, 1, 4)).isEqualTo(0.1);
    assertThat(schedule.rate(0.1, 3, 1, 4)).isCloseTo(4e-7, within(1e-15));
  }

  private static void assertRates(LearningRateSchedule schedule, double... expected) {
    for (int step = 0; step < expected.length; step++) {
      assertThat(schedule.rate(0.1, step, 5, expected.length))
          .as("step %d", step)
          .isCloseTo(expected[step], within(1e-15));
    }
  }

  /*
   * By torch 2.7.1, for these losses:
   *
   * s = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, ...)
   * for loss in losses: print(optimizer.param_groups[0]["lr"]); s.step(loss)
   */
  @Test
  void plateauIsPyTorchs() {
    List<Double> losses =
        List.of(
            1.0, 0.9, 0.95, 0.91, 0.89, 0.8999, 0.88995, 0.9, 0.9, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6);

    assertRates( // factor=0.1, patience=1
        new LearningRateSchedule.Plateau(0.1, 1, 1e-4, 0, 0),
        0.1,
        losses,
        0.1,
        0.1,
        0.1,
        0.1,
        0.010000000000000002,
        0.010000000000000002,
        0.010000000000000002,
        0.0010000000000000002,
        0.0010000000000000002,
        0.00010000000000000003,
        0.00010000000000000003,
        0.00010000000000000003,
        0.00010000000000000003,
        1.0000000000000004e-05,
        1.0000000000000004e-05);
    assertRates( // factor=0.5, patience=0, threshold=0.05, cooldown=2, min_lr=0.02
        new LearningRateSchedule.Plateau(0.5, 0, 0.05, 2, 0.02),
        0.1,
        losses,
        0.1,
        0.1,
        0.1,
        0.05,
        0.05,
        0.05,
        0.025,
        0.025,
        0.025,
        0.02,
        0.02,
        0.02,
        0.02,
        0.02,
        0.02);
    assertRates( // lr=1e-7, factor=0.1, patience=0: a change below eps is left out
        new LearningRateSchedule.Plateau(0.1, 0, 1e-4, 0, 0),
        1e-7,
        List.of(1.0, 1.0, 1.0, 1.0),
        1e-7,
        1e-7,
        1e-8,
        1e-8);
  }

  private static void assertRates(
      LearningRateSchedule schedule, double base, List<Double> losses, double... expected) {
    for (int epoch = 0; epoch < expected.length; epoch++) {
      double now = schedule.base(base, losses.subList(0, epoch));
      assertThat(schedule.rate(now, 0, 1, 1)).as("epoch %d", epoch).isEqualTo(expected[epoch]);
    }
  }

  @Test
  void onlyAPlateauFollowsTheLoss() {
    for (LearningRateSchedule schedule :
        List.of(new LearningRateSchedule.Constant(), LearningRateSchedule.OneCycle.standard())) {
      assertThat(schedule.followsLoss()).isFalse();
      assertThat(schedule.base(0.1, List.of(1.0, 2.0, 3.0))).isEqualTo(0.1);
    }
    assertThat(LearningRateSchedule.Plateau.standard().followsLoss()).isTrue();
  }

  @Test
  void cyclesAndPlateausOfImpossibleNumbersAreRefused() {
    assertRefused(
        () -> new LearningRateSchedule.OneCycle(1.5, 25, 1e4, false),
        "bad warm-up: expected at least 0 and at most 1, found 1.5");
    assertRefused(
        () -> new LearningRateSchedule.OneCycle(0.3, 0, 1e4, false),
        "bad div factor: expected above 0, found 0.0");
    assertRefused(
        () -> new LearningRateSchedule.OneCycle(0.3, 25, Double.NaN, false),
        "bad final div factor: expected above 0, found NaN");
    assertRefused(
        () -> new LearningRateSchedule.Plateau(1, 1, 0, 0, 0),
        "bad factor: expected above 0 and below 1, found 1.0");
    assertRefused(
        () -> new LearningRateSchedule.Plateau(0.1, -1, 0, 0, 0),
        "bad patience: expected 0 and more, found -1");
    assertRefused(
        () -> new LearningRateSchedule.Plateau(0.1, 1, 1, 0, 0),
        "bad threshold: expected at least 0 and below 1, found 1.0");
    assertRefused(
        () -> new LearningRateSchedule.Plateau(0.1, 1, 0, -2, 0),
        "bad cooldown: expected 0 and more, found -2");
    assertRefused(
        () -> new LearningRateSchedule.Plateau(0.1, 1, 0, 0, -0.1),
        "bad least rate: expected 0 and more, found -0.1");
  }

  private static void assertRefused(ThrowingCallable making, String message) {
    assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void cosinesAndOneCycleHaveAnEnd() {
    assertThat(LearningRateSchedule.OneCycle.standard().hasEnd()).isTrue();
    assertThat(LearningRateSchedule.Plateau.standard().hasEnd()).isFalse();
    assertThat(new LearningRateSchedule.Constant().hasEnd()).isFalse();
    assertThat(new LearningRateSchedule.MultiStep(List.of(), 0.1).hasEnd()).isFalse();
    assertThat(new LearningRateSchedule.Cosine(0).hasEnd()).isTrue();
    assertThat(new LearningRateSchedule.CosineRestarts(0, List.of(1)).hasEnd()).isTrue();
  }

  @Test
  void restartsMustAscendFromTheFirstEpochOn() {
    for (List<Integer> bad : List.of(List.<Integer>of(), List.of(0), List.of(3, 3))) {
      assertThatThrownBy(() -> new LearningRateSchedule.CosineRestarts(0, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad restarts: expected ascending epochs from 1, found " + bad);
    }
  }

  @Test
  void milestonesMustAscend() {
    assertThatThrownBy(() -> new LearningRateSchedule.MultiStep(List.of(3, 3), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad milestones: expected ascending epochs from 0, found [3, 3]");
  }
}
