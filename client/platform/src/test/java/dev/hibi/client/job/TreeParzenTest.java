package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against a function whose lowest value, 0, is known: at LR 0.003, MOMENTUM 0.8 and MODE b. */
final class TreeParzenTest {
  private static final int TRIALS = 40;

  private static double loss(Map<String, String> options) {
    double rate = Math.log10(Double.parseDouble(options.get("LR")) / 0.003);
    double momentum = (Double.parseDouble(options.get("MOMENTUM")) - 0.8) * 3;
    int mode = List.of("b", "a", "c").indexOf(options.get("MODE"));
    return rate * rate + momentum * momentum + 0.5 * mode;
  }

  private static SweepSpace with(SweepSpace space) {
    return space.logUniform("LR", 1e-5, 1).uniform("MOMENTUM", 0, 1).values("MODE", "a", "b", "c");
  }

  private static List<Trial> run(long seed) {
    SweepSpace space = with(SweepSpace.bayesian(TRIALS, seed));
    List<Trial> trials = new ArrayList<>();
    space.trials().forEach(none -> trials.add(Trial.planned(trials.size(), none)));
    for (int i = 0; i < TRIALS; i++) {
      Map<String, String> options = space.propose(i, trials, Comparator.naturalOrder());
      Trial trial = trials.get(i).chosen(options);
      trials.set(i, trial.measured(Optional.of(loss(options)), Map.of()));
    }
    return trials;
  }

  private static double best(List<Trial> trials) {
    return trials.stream().mapToDouble(trial -> loss(trial.options())).min().orElseThrow();
  }

  @Test
  void itFindsBetterOptionsThanChanceDoes() {
    double[] learnt = new double[21];
    double[] drawn = new double[21];
    for (int seed = 0; seed < 21; seed++) {
      learnt[seed] = best(run(seed));
      drawn[seed] =
          with(SweepSpace.random(TRIALS, seed)).trials().stream()
              .mapToDouble(TreeParzenTest::loss)
              .min()
              .orElseThrow();
    }
    Arrays.sort(learnt);
    Arrays.sort(drawn);

    assertThat(learnt[10]).as("median").isLessThan(drawn[10] / 2).isLessThan(0.06);
  }

  @Test
  void theSameSeedGivesTheSameTrials() {
    assertThat(run(3)).isEqualTo(run(3)).isNotEqualTo(run(4));
    assertThat(new HashSet<>(run(3).stream().map(Trial::options).toList())).hasSize(TRIALS);
  }

  @Test
  void proposalsStayInTheSpace() {
    for (Trial trial : run(5)) {
      assertThat(Double.parseDouble(trial.options().get("LR"))).isBetween(1e-5, 1.0);
      assertThat(Double.parseDouble(trial.options().get("MOMENTUM"))).isBetween(0.0, 1.0);
      assertThat(trial.options().get("MODE")).isIn("a", "b", "c");
    }
  }

  @Test
  void jobsAtTheSameTimeDoNotTryTheSame() {
    SweepSpace space = with(SweepSpace.bayesian(TRIALS + 5, 1));
    List<Trial> trials = new ArrayList<>(run(1));
    for (int i = TRIALS; i < TRIALS + 5; i++) {
      trials.add(Trial.planned(i, space.propose(i, trials, Comparator.naturalOrder())).started(i));
    }

    assertThat(trials.subList(TRIALS, TRIALS + 5))
        .extracting(Trial::options)
        .doesNotHaveDuplicates();
  }
}
