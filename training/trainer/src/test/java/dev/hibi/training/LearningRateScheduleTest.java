package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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

  @Test
  void onlyCosinesHaveAnEnd() {
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
