package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SweepResultTest {

  private static Trial trial(int index, JobResult.Outcome outcome, Optional<Double> accuracy) {
    return new Trial(
        index,
        Map.of("MODE", "a,b"),
        Optional.of(10L + index),
        Optional.of(outcome),
        outcome == JobResult.Outcome.KILLED,
        accuracy,
        accuracy.map(value -> Map.of("accuracy", value)).orElse(Map.of()));
  }

  @Test
  void theBestIsOneThatEndedWell() {
    List<Trial> trials =
        List.of(
            trial(0, JobResult.Outcome.COMPLETED, Optional.of(0.9)),
            trial(1, JobResult.Outcome.KILLED, Optional.of(0.99)),
            trial(2, JobResult.Outcome.COMPLETED, Optional.of(0.95)),
            trial(3, JobResult.Outcome.COMPLETED, Optional.empty()));

    assertThat(SweepResult.of(trials, Comparator.reverseOrder()).best()).contains(trials.get(2));
    assertThat(SweepResult.of(trials, Comparator.naturalOrder()).best()).contains(trials.get(0));
    assertThat(SweepResult.of(List.of(), Comparator.naturalOrder()).best()).isEmpty();
  }

  @Test
  void isATableThatOthersRead() {
    List<Trial> trials =
        List.of(
            trial(0, JobResult.Outcome.COMPLETED, Optional.of(0.9)),
            trial(1, JobResult.Outcome.KILLED, Optional.empty()));

    assertThat(SweepResult.of(trials, Comparator.reverseOrder()).csv())
        .isEqualTo(
            """
            index,training,outcome,halted,objective,MODE,accuracy
            0,10,COMPLETED,false,0.9,"a,b",0.9
            1,11,KILLED,true,,"a,b",
            """);
  }
}
