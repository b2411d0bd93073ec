package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SweepSpaceTest {

  @Test
  void aGridIsEachCombinationTheLastOptionFastest() {
    SweepSpace grid = SweepSpace.grid().values("LR", "0.1", "0.01").values("MODE", "a", "b");

    assertThat(grid.trials())
        .containsExactly(
            Map.of("LR", "0.1", "MODE", "a"),
            Map.of("LR", "0.1", "MODE", "b"),
            Map.of("LR", "0.01", "MODE", "a"),
            Map.of("LR", "0.01", "MODE", "b"));
    assertThat(SweepSpace.grid().trials()).containsExactly(Map.of());
  }

  @Test
  void aSampleIsTheSameForTheSameSeedWithinItsRangesAndWithoutRepeats() {
    SweepSpace space = SweepSpace.random(50, 7).logUniform("LR", 1e-4, 1e-1).uniform("P", -1, 1);

    List<Map<String, String>> trials = space.trials();

    assertThat(trials).hasSize(50).doesNotHaveDuplicates().isEqualTo(space.trials());
    assertThat(trials)
        .allSatisfy(
            trial -> {
              assertThat(Double.parseDouble(trial.get("LR"))).isBetween(1e-4, 1e-1);
              assertThat(Double.parseDouble(trial.get("P"))).isBetween(-1.0, 1.0);
            });
    assertThat(trials.stream().filter(trial -> Double.parseDouble(trial.get("LR")) < 1e-3))
        .hasSizeBetween(8, 26); // a third of the logarithms
  }

  @Test
  void aSampleOfFewCombinationsHasEachOnce() {
    assertThat(SweepSpace.random(10, 1).values("MODE", "a", "b", "c").trials())
        .containsExactlyInAnyOrder(Map.of("MODE", "a"), Map.of("MODE", "b"), Map.of("MODE", "c"));
  }

  @Test
  void whatCannotBeTriedIsRefused() {
    assertThatThrownBy(() -> SweepSpace.grid().uniform("LR", 0, 1))
        .hasMessage("bad option: expected values in a grid, found a range (LR)");
    assertThatThrownBy(() -> SweepSpace.random(3, 1).logUniform("LR", 0, 1))
        .hasMessage("bad range: expected positive numbers in order, found 0.0 to 1.0 (LR)");
    assertThatThrownBy(() -> SweepSpace.random(0, 1))
        .hasMessage("bad sample: expected at least 1 trial, found 0");
    assertThatThrownBy(() -> SweepSpace.grid().values("LR", "1", "2", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad option: expected each value once, found '1' twice (LR)");
    assertThatThrownBy(() -> SweepSpace.grid().values("LR"))
        .hasMessage("bad option: expected values, found none (LR)");
  }
}
