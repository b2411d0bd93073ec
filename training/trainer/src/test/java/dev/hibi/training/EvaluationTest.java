package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.VerdictRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  private static final Offset<Double> EXACTLY = within(1e-9);

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
              "accuracyInterval": {
                "low": 0.09453120573423074,
                "high": 0.9054687942657693
              },
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
              "auc": 0.5,
              "averagePrecision": 0.5,
              "expectedCalibrationError": 0.0,
              "brierScore": 0.25
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
    assertThat(Ranking.rocArea(scores, positive).orElseThrow()).isEqualTo(3.5 / 4);
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

  @Test
  void decisionsAreOfTheModelsThresholdAndAreasAreFreeOfIt() {
    float[] logits = {2, 0, 1, 0, 1, 0, 0, 3}; // probabilities of P: .12, .27, .27, .95
    long[] truths = {0, 0, 1, 1};
    Evaluation even = Evaluations.of(ClassLabels.of("N", "P"), logits, truths);

    Evaluation low = Evaluations.of(ClassLabels.of("N", "P"), at(0.25), logits, truths);

    assertThat(even.confusion()).isEqualTo(List.of(List.of(2L, 0L), List.of(1L, 1L)));
    assertThat(low.confusion()).isEqualTo(List.of(List.of(1L, 1L), List.of(0L, 2L)));
    assertThat(Objects.requireNonNull(low.perClass().get("P")).recall()).isEqualTo(1);
    assertThat(low.predictions().isWrong(1)).isTrue();
    assertThat(low.predictions().isWrong(2)).isFalse();
    assertThat(low.auc()).isEqualTo(even.auc());
    assertThat(low.averagePrecision()).isEqualTo(even.averagePrecision());
    assertThat(low.loss()).isEqualTo(even.loss());
    assertThat(low.expectedCalibrationError()).isEqualTo(even.expectedCalibrationError());
    assertThat(low.brierScore()).isEqualTo(even.brierScore());
    assertThat(low.unfamiliarShare()).isEmpty();
    assertThat(low.toJson())
        .endsWith(
            """
            ,
              "operatingPoint": {
                "positive": "P",
                "threshold": 0.25
              }
            }""");
    assertThat(even.toJson()).doesNotContain("operatingPoint", "unfamiliar");
  }

  @Test
  void ofThreeClassesTheRestIsDividedByTheMostProbable() {
    float[] logits = {1, 1.5f, 1.2f, 0, 5, 0};

    Evaluation high = Evaluations.of(ClassLabels.of("a", "P", "c"), at(0.9), logits, 2, 1);

    assertThat(high.errors()).isZero();
  }

  private static VerdictRule at(double threshold) {
    OperatingPoint point =
        new OperatingPoint(
            threshold,
            OperatingPoint.Promise.FALSE_ALARMS,
            0.05,
            0.95,
            59,
            OperatingPoint.Unit.IMAGE,
            "0".repeat(64));
    return new VerdictRule(1, Optional.of(point));
  }

  /** Constants printed by {@code benchmarks/peers/evaluation_metrics.py} (scikit-learn). */
  @Test
  void measuresOfTwoClassesAreThoseOfScikitLearn() {
    Evaluation evaluation = samples(ClassLabels.of("N", "P"));

    assertThat(evaluation.correct()).isEqualTo(20);
    assertThat(evaluation.auc().orElseThrow()).isCloseTo(0.5441595441595442, EXACTLY);
    assertThat(evaluation.averagePrecision().orElseThrow()).isCloseTo(0.36172576935734835, EXACTLY);
    assertThat(evaluation.expectedCalibrationError()).isCloseTo(0.26584478997572547, EXACTLY);
    assertThat(evaluation.brierScore()).isCloseTo(0.3297980884765151, EXACTLY);
    assertThat(evaluation.accuracyInterval().low()).isCloseTo(0.35199526933465375, EXACTLY);
    assertThat(evaluation.accuracyInterval().high()).isCloseTo(0.6480047306653463, EXACTLY);
  }

  /** Constants printed by {@code benchmarks/peers/evaluation_metrics.py} (scikit-learn). */
  @Test
  void measuresOfThreeClassesAreThoseOfScikitLearn() {
    Evaluation evaluation = samples(ClassLabels.of("a", "b", "c"));

    assertThat(evaluation.correct()).isEqualTo(14);
    assertThat(evaluation.auc().orElseThrow()).isCloseTo(0.532519536019536, EXACTLY);
    assertThat(evaluation.averagePrecision().orElseThrow()).isCloseTo(0.4142684369385039, EXACTLY);
    assertThat(evaluation.expectedCalibrationError()).isCloseTo(0.38970999105132365, EXACTLY);
    assertThat(evaluation.brierScore()).isCloseTo(0.8277495021787097, EXACTLY);
  }

  @Test
  void theIntervalOfAnAccuracyHoldsForFewSamplesAndForSharesOfNothingAndAll() {
    assertThat(Interval.wilson(2234, 2238).low()).isCloseTo(0.9954132394001067, EXACTLY);
    assertThat(Interval.wilson(2234, 2238).high()).isCloseTo(0.9993047372997608, EXACTLY);
    assertThat(Interval.wilson(0, 5).low()).isZero();
    assertThat(Interval.wilson(0, 5).high()).isCloseTo(0.43448246478317487, EXACTLY);
    assertThat(Interval.wilson(5, 5).high()).isEqualTo(1);
    assertThat(Interval.wilson(0, 0)).isEqualTo(new Interval(0, 1));
  }

  @Test
  void samplesThatComeInGroupsGiveAWiderInterval() {
    Evaluation evaluation = samples(ClassLabels.of("N", "P"));
    List<Integer> alone = IntStream.range(0, 40).boxed().toList();
    List<Boolean> together = // those that are right, and those that are wrong
        IntStream.range(0, 40).mapToObj(i -> evaluation.predictions().isWrong(i)).toList();

    Interval independent = evaluation.accuracyInterval(alone);

    assertThat(independent).isEqualTo(evaluation.accuracyInterval(alone));
    assertThat(independent.low()).isCloseTo(evaluation.accuracyInterval().low(), within(0.03));
    assertThat(independent.high()).isCloseTo(evaluation.accuracyInterval().high(), within(0.03));
    assertThat(evaluation.accuracyInterval(together)).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> evaluation.accuracyInterval(List.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong number of groups: expected one for each of 40 samples, found 2");
  }

  @Test
  void whereNoneIsWrongTheIntervalIsThatOfTheGroupsNumber() {
    Evaluation right =
        Evaluations.of(ClassLabels.of("N", "P"), new float[] {2, 0, 0, 3, 0, 1}, 0, 1, 1);

    assertThat(right.accuracyInterval(List.of("a", "a", "b"))).isEqualTo(Interval.wilson(2, 2));
    assertThat(right.toJson(List.of("a", "a", "b")))
        .startsWith(right.toJson().replaceAll("\\s*}$", ""))
        .endsWith(
            """
            ,
              "accuracyIntervalByGroup": {
                "low": %s,
                "high": 1.0
              }
            }"""
                .formatted(Interval.wilson(2, 2).low()));
  }

  /** Logits, and classes that have little to do with them. */
  private static Evaluation samples(ClassLabels labels) {
    int classes = labels.size();
    float[] logits = new float[40 * classes];
    long[] truths = new long[40];
    for (int i = 0; i < 40; i++) {
      for (int c = 0; c < classes; c++) {
        logits[i * classes + c] = (37 * i * i + 101 * c * i + 5 * c * c) % 4099 / 1024f;
      }
      truths[i] = Math.floorMod((long) i * i + i / 3, classes);
    }
    return Evaluations.of(labels, logits, truths);
  }
}
