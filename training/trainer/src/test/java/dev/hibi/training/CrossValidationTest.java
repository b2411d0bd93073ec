package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What several folds come to. */
final class CrossValidationTest {
  private static final ClassLabels LABELS = ClassLabels.of("N", "P");

  /** Three of four are right. */
  private static CrossValidation.Fold first() {
    return new CrossValidation.Fold(
        Evaluations.of(LABELS, new float[] {2, 0, 0, 3, 0, 1, 0, 2}, 0, 0, 1, 1),
        2,
        List.of(1, 2, 3, 3));
  }

  /** Two of two are right. */
  private static CrossValidation.Fold second() {
    return new CrossValidation.Fold(
        Evaluations.of(LABELS, new float[] {2, 0, 0, 3}, 0, 1), 1, List.of(4, 5));
  }

  @Test
  void theMeanIsOfFoldsAndTheAccuracyOfAllSamples() {
    CrossValidation sum = new CrossValidation(List.of(first(), second()));

    assertThat(sum.meanAccuracy()).isEqualTo(0.875);
    assertThat(sum.standardDeviation()).isCloseTo(0.125 * Math.sqrt(2), within(1e-12));
    assertThat(sum.samples()).isEqualTo(6);
    assertThat(sum.errors()).isEqualTo(1);
    assertThat(sum.groups()).isEqualTo(5);
    assertThat(sum.accuracy()).isEqualTo(5 / 6.0);
  }

  @Test
  void theIntervalIsOfGroupsOfAllFolds() {
    CrossValidation sum = new CrossValidation(List.of(first(), second()));
    boolean[] right = {true, false, true, true, true, true};

    assertThat(sum.accuracyInterval())
        .isEqualTo(new GroupBootstrap(right, List.of(1, 2, 3, 3, 4, 5)).accuracy(0));
    assertThat(sum.accuracyInterval().low()).isLessThan(sum.accuracy());
  }

  @Test
  void scriptsReadTheNumbers() {
    CrossValidation sum = new CrossValidation(List.of(first(), second()));

    JsonObject json = JsonParser.parseString(sum.toJson()).getAsJsonObject();

    assertThat(json.keySet())
        .containsExactly(
            "meanAccuracy",
            "standardDeviation",
            "samples",
            "groups",
            "errors",
            "accuracy",
            "accuracyInterval",
            "intervalBy",
            "folds");
    JsonObject fold = json.getAsJsonArray("folds").get(0).getAsJsonObject();
    assertThat(fold.get("selectedEpoch").getAsInt()).isEqualTo(2);
    assertThat(fold.get("test")).isEqualTo(JsonParser.parseString(first().evaluation().toJson()));
  }

  @Test
  void oneFoldIsNoCrossValidation() {
    assertThatThrownBy(() -> new CrossValidation(List.of(first())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of folds: expected 2 and more, found 1");
    assertThatThrownBy(
            () -> new CrossValidation.Fold(second().evaluation(), 1, List.of("of one alone")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong number of groups: expected one for each of 2 samples, found 1");
  }
}
