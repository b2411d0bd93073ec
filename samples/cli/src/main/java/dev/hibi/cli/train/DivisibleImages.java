package dev.hibi.cli.train;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.NearDuplicates;
import dev.hibi.dataset.splits.DatasetSplit;
import dev.hibi.dataset.splits.Grouping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Training images that can be divided, near-duplicates kept together, and so are images of one
 * group of a manifest: those to learn from as training varies them, the others as they are.
 *
 * @param varied the images, opened for training
 * @param plain the same images, opened for evaluation; may be the same object
 * @param groups of each image a number, equal where images belong together
 */
record DivisibleImages(ZipImageFolder varied, ZipImageFolder plain, List<Integer> groups) {

  /** Copies the groups. */
  DivisibleImages {
    groups = List.copyOf(groups);
  }

  /** Reads all images to find what belongs together. */
  static DivisibleImages of(ZipImageFolder varied, ZipImageFolder plain) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    return new DivisibleImages(
        varied, plain, joined(NearDuplicates.find(plain, threads).groups(), plain));
  }

  /** Groups that are also connected by a manifest's. */
  private static List<Integer> joined(int[] groups, ZipImageFolder images) {
    int[] leader = new int[groups.length];
    Arrays.setAll(leader, i -> i);
    Map<Object, Integer> firsts = new HashMap<>();
    for (int i = 0; i < leader.length; i++) {
      join(leader, i, firsts.merge(groups[i], i, (first, now) -> first));
      Optional<String> told = images.group(i).filter(name -> !name.isEmpty());
      if (told.isPresent()) {
        join(leader, i, firsts.merge(told.get(), i, (first, now) -> first));
      }
    }
    return IntStream.range(0, leader.length).mapToObj(i -> find(leader, i)).toList();
  }

  private static void join(int[] leader, int one, int other) {
    leader[find(leader, one)] = find(leader, other);
  }

  private static int find(int[] leader, int i) {
    int at = i;
    while (leader[at] != at) {
      at = leader[at];
    }
    return at;
  }

  /** How many groups there are. */
  long groupCount() {
    return groups.stream().distinct().count();
  }

  /**
   * Two parts of some images.
   *
   * @param larger to learn from
   * @param smaller to measure on
   */
  record Parts(DivisibleImages larger, DivisibleImages smaller) {}

  /**
   * Divides the images.
   *
   * @param share of the smaller part, above 0 and below 1
   */
  Parts divided(double share, long seed) throws IOException {
    return parts(
        DatasetSplit.builder(plain)
            .groups(Grouping.of(groups::get))
            .part("train", 1 - share)
            .part("test", share)
            .seed(seed)
            .build());
  }

  /** Divides the images so many times that each is in one smaller part. */
  List<Parts> folds(int count, long seed) throws IOException {
    List<Parts> folds = new ArrayList<>();
    for (DatasetSplit split :
        DatasetSplit.builder(plain).groups(Grouping.of(groups::get)).seed(seed).kFold(count)) {
      folds.add(parts(split));
    }
    return folds;
  }

  private Parts parts(DatasetSplit split) {
    return new Parts(select(split.indices("train")), select(split.indices("test")));
  }

  private DivisibleImages select(List<Long> indices) {
    return new DivisibleImages(
        varied.select(indices),
        plain.select(indices),
        indices.stream().map(index -> groups.get(index.intValue())).toList());
  }
}
