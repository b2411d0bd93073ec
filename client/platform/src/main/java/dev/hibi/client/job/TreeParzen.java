package dev.hibi.client.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proposes trials by tree-structured Parzen estimators (Bergstra et al., Algorithms for
 * Hyper-Parameter Optimization, 2011): the first at random; then of many draws from the density of
 * the good trials the one that is likeliest there in comparison with the others. Trials that have
 * not measured anything yet count as not good, so that jobs at the same time do not try the same.
 *
 * <p>The same proposal for the same seed, number of the trial and trials before it.
 */
final class TreeParzen {
  private static final int RANDOM_TRIALS = 8;
  private static final int DRAWS = 64;
  private static final double GOOD_SHARE = 0.2;
  private static final int LEAST_GOOD = 2;

  private final Map<String, Axis> axes;
  private final long seed;

  TreeParzen(Map<String, Axis> axes, long seed) {
    this.axes = axes;
    this.seed = seed;
  }

  /**
   * Options to try.
   *
   * @param index of the new trial
   * @param trials all; those without options are left out
   */
  Map<String, String> propose(int index, List<Trial> trials, Comparator<Double> bestFirst) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
    List<Trial> measured =
        trials.stream()
            .filter(trial -> !trial.options().isEmpty() && trial.objective().isPresent())
            .sorted(Comparator.comparing(trial -> trial.objective().orElseThrow(), bestFirst))
            .toList();
    if (measured.size() < RANDOM_TRIALS) {
      return draw(axis -> axis.draw(random));
    }
    int good = Math.max(LEAST_GOOD, (int) Math.ceil(GOOD_SHARE * measured.size()));
    List<Trial> best = measured.subList(0, good);
    List<Trial> others = new ArrayList<>(measured.subList(good, measured.size()));
    trials.stream()
        .filter(trial -> !trial.options().isEmpty() && trial.objective().isEmpty())
        .forEach(others::add);
    return likeliest(random, best, others);
  }

  private interface Draw {
    String of(Axis axis);
  }

  private Map<String, String> draw(Draw draw) {
    Map<String, String> options = new LinkedHashMap<>();
    axes.forEach((name, axis) -> options.put(name, draw.of(axis)));
    return Collections.unmodifiableMap(options);
  }

  private Map<String, String> likeliest(
      SplittableRandom random, List<Trial> best, List<Trial> others) {
    Map<String, AxisDensity> good = densities(best);
    Map<String, AxisDensity> bad = densities(others);
    Map<String, String> found = Map.of();
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < DRAWS; i++) {
      Map<String, String> options = new LinkedHashMap<>();
      double score = 0;
      for (Map.Entry<String, AxisDensity> axis : good.entrySet()) {
        String value = axis.getValue().draw(random);
        options.put(axis.getKey(), value);
        AxisDensity other = bad.get(axis.getKey());
        score +=
            Math.log(axis.getValue().of(value)) - (other == null ? 0 : Math.log(other.of(value)));
      }
      if (score > highest) {
        highest = score;
        found = Collections.unmodifiableMap(options);
      }
    }
    return found;
  }

  private Map<String, AxisDensity> densities(List<Trial> trials) {
    Map<String, AxisDensity> densities = new LinkedHashMap<>();
    axes.forEach(
        (name, axis) ->
            densities.put(
                name,
                AxisDensity.of(
                    axis, trials.stream().flatMap(t -> stream(t.options().get(name))).toList())));
    return densities;
  }

  private static Stream<String> stream(@Nullable String value) {
    return value == null ? Stream.empty() : Stream.of(value);
  }
}
