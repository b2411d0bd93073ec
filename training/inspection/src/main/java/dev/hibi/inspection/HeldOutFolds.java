package dev.hibi.inspection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Images cut into folds, so that each can be judged by what learned from the others: units are
 * shuffled and dealt out, those with a crack first, and none is in two folds. Drawn the same for
 * the same names, whatever their order.
 */
final class HeldOutFolds {
  /** Into how many folds at most; with fewer, each head would see much less than the whole does. */
  static final int MOST = 10;

  private final int[] folds; // of each image
  private final int count;

  private HeldOutFolds(int[] folds, int count) {
    this.folds = folds;
    this.count = count;
  }

  /**
   * Of images.
   *
   * @throws IllegalArgumentException if there is but one unit
   */
  static HeldOutFolds of(SiteImages images, int positive) {
    Set<String> cracked = new TreeSet<>();
    Set<String> sound = new TreeSet<>(images.units());
    for (int i = 0; i < images.count(); i++) {
      if (images.labels().get(i) == positive) {
        cracked.add(images.units().get(i));
      }
    }
    sound.removeAll(cracked);
    List<String> units = shuffled(cracked);
    units.addAll(shuffled(sound));
    if (units.size() < 2) {
      throw new IllegalArgumentException(
          "too few %s: expected at least 2, to hold one out, found %d"
              .formatted(images.unit().plural(), units.size()));
    }
    int count = Math.min(MOST, units.size());
    Map<String, Integer> foldOf = new HashMap<>();
    units.forEach(unit -> foldOf.put(unit, foldOf.size() % count));
    return new HeldOutFolds(
        images.units().stream().mapToInt(unit -> foldOf.getOrDefault(unit, 0)).toArray(), count);
  }

  private static List<String> shuffled(Set<String> units) {
    List<String> shuffled = new ArrayList<>(units);
    Collections.shuffle(shuffled, new Random(0));
    return shuffled;
  }

  int count() {
    return count;
  }

  /** The images of a fold, in their order. */
  int[] within(int fold) {
    return IntStream.range(0, folds.length).filter(image -> folds[image] == fold).toArray();
  }

  /** All others. */
  int[] outside(int fold) {
    return IntStream.range(0, folds.length).filter(image -> folds[image] != fold).toArray();
  }
}
