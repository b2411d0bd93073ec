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

  private static SweepResult two() {
    Trial first =
        Trial.planned(0, Map.of("MODE", "<a & b>"))
            .started(17)
            .measured(Optional.of(0.5), Map.of("accuracy", 0.5, "loss", Double.NaN))
            .ended(JobResult.Outcome.COMPLETED);
    return SweepResult.of(
        List.of(first, Trial.planned(1, Map.of("MODE", "c"))), Comparator.reverseOrder());
  }

  @Test
  void asJsonWhatIsNotThereIsNull() {
    assertThat(two().json())
        .isEqualTo(
            """
            {
              "best": 0,
              "trials": [
                {
                  "index": 0,
                  "training": 17,
                  "outcome": "COMPLETED",
                  "halted": false,
                  "objective": 0.5,
                  "options": {
                    "MODE": "<a & b>"
                  },
                  "metrics": {
                    "accuracy": 0.5,
                    "loss": null
                  }
                },
                {
                  "index": 1,
                  "training": null,
                  "outcome": null,
                  "halted": false,
                  "objective": null,
                  "options": {
                    "MODE": "c"
                  },
                  "metrics": {}
                }
              ]
            }
            """);
  }

  @Test
  void asAPageTheBestIsMarkedAndTextsAreTexts() {
    assertThat(two().html("cracks <1>"))
        .contains("<title>cracks &lt;1&gt;</title>")
        .contains(
            "<tr><th>trial</th><th>job</th><th>MODE</th><th>outcome</th><th>halted</th>"
                + "<th>best value</th><th>accuracy</th><th>loss</th></tr>")
        .contains(
            "<tr class=\"best\"><td>0</td><td>17</td><td>&lt;a &amp; b&gt;</td>"
                + "<td>COMPLETED</td><td></td><td>0.5</td><td>0.5</td><td>NaN</td></tr>")
        .contains("<tr><td>1</td><td></td><td>c</td><td></td><td></td><td></td><td></td><td></td>");
  }
}
