package dev.hibi.report;

import dev.hibi.inspection.ClopperPearson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * How a model did on a part of the images.
 *
 * @param name of the part
 * @param right of the images those that were classified right
 * @param found of those of the class that counts as crack those that were called so
 * @param falseAlarms of the others those that were called so
 */
record Slice(String name, ClopperPearson right, ClopperPearson found, ClopperPearson falseAlarms) {

  /** Images as they are counted. */
  private static final class Count {
    private long right;
    private long all;
    private long positives;
    private long found;
    private long falseAlarms;

    private void add(Measured measured, int sample, OptionalInt positive) {
      int label = measured.predictions().label(sample);
      int called = measured.predictions().predicted(sample);
      all++;
      right += label == called ? 1 : 0;
      if (positive.isPresent()) {
        boolean of = label == positive.getAsInt();
        boolean alarm = called == positive.getAsInt();
        positives += of ? 1 : 0;
        found += of && alarm ? 1 : 0;
        falseAlarms += !of && alarm ? 1 : 0;
      }
    }

    private Slice slice(String name) {
      return new Slice(
          name,
          Numbers.share(right, all),
          Numbers.share(found, positives),
          Numbers.share(falseAlarms, all - positives));
    }
  }

  /**
   * Divides images.
   *
   * @param part of a sample
   * @return the least accurate first, of equal ones by name
   */
  static List<Slice> of(Measured measured, IntFunction<String> part) {
    OptionalInt positive =
        measured.rule().map(rule -> OptionalInt.of(rule.positive())).orElse(OptionalInt.empty());
    Map<String, Count> counts = new HashMap<>();
    for (int sample = 0; sample < measured.predictions().size(); sample++) {
      counts
          .computeIfAbsent(part.apply(sample), name -> new Count())
          .add(measured, sample, positive);
    }
    List<Slice> slices = new ArrayList<>();
    counts.forEach((name, count) -> slices.add(count.slice(name)));
    slices.sort(
        Comparator.comparingDouble((Slice slice) -> slice.right().share())
            .thenComparing(Slice::name));
    return slices;
  }

  /** Whether its whole interval lies below a share. */
  boolean isBelow(double share) {
    return right.high() < share;
  }
}
