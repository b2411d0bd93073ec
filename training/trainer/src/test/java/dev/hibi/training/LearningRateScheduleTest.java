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
  void milestonesMustAscend() {
    assertThatThrownBy(() -> new LearningRateSchedule.MultiStep(List.of(3, 3), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad milestones: expected ascending epochs from 0, found [3, 3]");
  }
}
