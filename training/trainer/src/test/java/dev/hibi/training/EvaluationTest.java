package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EvaluationTest {

  @Test
  void numbersFollowFromTheConfusionMatrix() {
    EvaluationCollector collector = new EvaluationCollector(ClassLabels.of("N", "P"));
    collector.add(new float[] {2, 1, 0, 1, 3, 0}, new long[] {0, 0, 0}); // right, wrong, right
    collector.add(new float[] {0, 2, 0, 4}, new long[] {1, 1}); // right, right

    Evaluation evaluation = collector.result();

    assertThat(evaluation.samples()).isEqualTo(5);
    assertThat(evaluation.confusion()).isEqualTo(List.of(List.of(2L, 1L), List.of(0L, 2L)));
    assertThat(evaluation.accuracy()).isEqualTo(0.8);
    assertThat(evaluation.errors()).isEqualTo(1);
    Evaluation.ClassScores p = Objects.requireNonNull(evaluation.perClass().get("P"));
    assertThat(p.precision()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(p.recall()).isEqualTo(1);
    assertThat(p.f1()).isCloseTo(0.8, within(1e-12));
    assertThat(evaluation.auc()).hasValue(1);
  }

  @Test
  void scriptsReadTheNumbersAsJson() {
    EvaluationCollector collector = new EvaluationCollector(ClassLabels.of("<N>", "P"));
    collector.add(new float[] {1, 1, 0, 0}, new long[] {0, 1}); // of equal logits the first

    assertThat(collector.result().toJson())
        .isEqualTo(
            """
            {
              "samples": 2,
              "accuracy": 0.5,
              "errors": 1,
              "loss": 0.6931471805599454,
              "labels": [
                "<N>",
                "P"
              ],
              "confusion": [
                [
                  1,
                  0
                ],
                [
                  1,
                  0
                ]
              ],
              "perClass": {
                "<N>": {
                  "precision": 0.5,
                  "recall": 1.0,
                  "f1": 0.6666666666666666
                },
                "P": {
                  "precision": 0.0,
                  "recall": 0.0,
                  "f1": 0.0
                }
              },
              "auc": 0.5
            }""");
  }

  @Test
  void theLossIsTheMeanCrossEntropy() {
    EvaluationCollector collector = new EvaluationCollector(ClassLabels.of("N", "P"));
    collector.add(new float[] {0, 0, 1000, 0}, new long[] {1, 1});

    assertThat(collector.result().loss()).isCloseTo((Math.log(2) + 1000) / 2, within(1e-9));
  }

  @Test
  void theAreaCountsTiesHalf() {
    double[] scores = {0.1, 0.4, 0.4, 0.8};
    boolean[] positive = {false, false, true, true};

    // Of four pairs three are in order and one is tied.
    assertThat(RocCurve.area(scores, positive).orElseThrow()).isEqualTo(3.5 / 4);
  }

  @Test
  void theAreaIsEmptyWhereAClassHasNoSample() {
    EvaluationCollector collector = new EvaluationCollector(ClassLabels.of("N", "P"));
    collector.add(new float[] {1, 0}, new long[] {0});

    assertThat(collector.result().auc()).isEmpty();
  }

  @Test
  void logitsThatAreNotNumbersHaveNoAreaAndALossThatIsNone() {
    EvaluationCollector collector = new EvaluationCollector(ClassLabels.of("N", "P"));
    collector.add(new float[] {1, 0, Float.NaN, 0}, new long[] {0, 1});

    assertThat(collector.result().auc()).isEmpty();
    assertThat(collector.result().loss()).isNaN();
  }

  @Test
  void ofThreeClassesTheAreaIsTheMeanOfOneAgainstTheRest() {
    EvaluationCollector collector = new EvaluationCollector(ClassLabels.of("a", "b", "c"));
    collector.add(new float[] {3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 3, 0}, new long[] {0, 1, 2, 2});

    // a: all in order. b: its sample ties with one of three others. c: one of two is in order with
    // both others, the other one is below a's and b's samples' equal scores: 2 + 0.5 * 2 of 4.
    double a = 1;
    double b = 2.5 / 3;
    double c = 3.0 / 4;
    assertThat(collector.result().auc().orElseThrow()).isCloseTo((a + b + c) / 3, within(1e-12));
  }
}
