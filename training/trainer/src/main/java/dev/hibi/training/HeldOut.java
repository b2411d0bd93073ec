package dev.hibi.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Images divided into folds, each of which is held out once. Those of a group are in one fold; an
 * image that is of none is by itself.
 */
final class HeldOut {
  /** As many are as are usual; fewer where there are not so many groups. */
  private static final int FOLDS = 5;

  private final List<int[]> folds;
  private final int count;

  private HeldOut(List<int[]> folds, int count) {
    this.folds = folds;
    this.count = count;
  }

  /**
   * Divides, the largest groups first, each into the fold that has the fewest images.
   *
   * @param members numbers of the images in the data set
   * @throws IllegalArgumentException if there are fewer than two groups
   */
  static HeldOut of(LabeledDataset data, long[] members) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i++) {
      long member = members[i];
      String group = // which none is called as
          data.images().group(member).map(name -> "group " + name).orElse("image " + member);
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(i);
    }
    if (groups.size() < 2) {
      throw new IllegalArgumentException(
          "too few ordinary images: expected 2 groups or images to hold some out, found %d (%,d images in the training data)"
              .formatted(groups.size(), members.length));
    }
    List<List<Integer>> folds = new ArrayList<>();
    for (int fold = 0; fold < Math.min(FOLDS, groups.size()); fold++) {
      folds.add(new ArrayList<>());
    }
    groups.values().stream()
        .sorted(Comparator.comparing((List<Integer> group) -> -group.size()))
        .forEach(
            group ->
                folds.stream().min(Comparator.comparing(List::size)).orElseThrow().addAll(group));
    return new HeldOut(
        folds.stream().map(fold -> fold.stream().mapToInt(i -> i).sorted().toArray()).toList(),
        members.length);
  }

  /** How many there are. */
  int folds() {
    return folds.size();
  }

  /** The images of a fold, counted among the members. */
  int[] images(int fold) {
    return folds.get(fold).clone();
  }

  /** All others. */
  int[] others(int fold) {
    int[] held = folds.get(fold);
    return IntStream.range(0, count).filter(i -> Arrays.binarySearch(held, i) < 0).toArray();
  }
}
