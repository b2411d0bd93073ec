package dev.hibi.dataset.audit;

import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Which images of a data set are copies of each other: the same file, or the same photograph
 * encoded again, mirrored, turned by quarters, brightened, or shifted by a few hundredths of its
 * side.
 *
 * <p>Candidates are found by a signature that none of these changes much, and verified by
 * correlating the surfaces of the two pictures in all eight forms and small shifts. Unreadable and
 * blank images have no copies, but for the same file. An image that has more than 16 copies is not
 * paired with all of them; {@link #groups} has them nevertheless.
 *
 * <p>Immutable. The same images give the same result, whatever the number of threads.
 */
public final class NearDuplicates {
  /**
   * Least correlation of a copy. Copies made of 300 photographs of concrete reach 0.93 and more, at
   * JPEG quality 60 or shifted by 4 pixels; unrelated photographs reach 0.59, and of those whose
   * signatures are alike, such as two straight cracks at the same place, the closest 0.85.
   */
  public static final double MIN_CORRELATION = 0.88;

  private static final int MAX_MEMBERS = 16;

  private final List<Pair> pairs;
  private final int[] groups;

  /**
   * Two images of which one is a copy of the other.
   *
   * @param first position, below the second
   * @param second position
   * @param identical whether the files are the same to the byte
   * @param form what turns the first into the second
   * @param correlation of the two surfaces, laid on each other, 1 if identical
   */
  public record Pair(int first, int second, boolean identical, Form form, double correlation) {}

  private NearDuplicates(List<Pair> pairs, int[] groups) {
    this.pairs = pairs;
    this.groups = groups;
  }

  /**
   * Finds the copies in a data set.
   *
   * @param images to be kept open until this returns
   * @param threads that read and compare, at least 1
   * @throws IOException if an image can be read at first and not a second time
   */
  public static NearDuplicates find(ZipImageFolder images, int threads) throws IOException {
    Catalog catalog = new Catalog(Map.of("images", images));
    try (Workers workers = new Workers(threads, new AtomicBoolean(), (phase, done, total) -> {})) {
      return of(catalog, measure(catalog, workers), workers);
    }
  }

  static Measurement[] measure(Catalog catalog, Workers workers) throws IOException {
    Measurement[] measurements = new Measurement[catalog.size()];
    workers.forEach(
        AuditListener.Phase.READ,
        measurements.length,
        i -> measurements[i] = Measurement.of(catalog.file(i)));
    return measurements;
  }

  static NearDuplicates of(Catalog catalog, Measurement[] measurements, Workers workers)
      throws IOException {
    Map<String, List<Integer>> files = files(measurements);
    int[] distinct =
        files.values().stream()
            .mapToInt(members -> members.get(0))
            .filter(i -> measurements[i].signature.length > 0)
            .toArray();
    float[][] signatures =
        Arrays.stream(distinct).mapToObj(i -> measurements[i].signature).toArray(float[][]::new);
    int[][] candidates = candidates(CandidateSearch.pairs(signatures, workers), distinct);
    Comparison[] comparisons = new Comparison[candidates.length];
    SurfaceCache surfaces = new SurfaceCache(catalog::surface);
    workers.forEach(
        AuditListener.Phase.COMPARE,
        candidates.length,
        i ->
            comparisons[i] =
                Comparison.of(surfaces.get(candidates[i][0]), surfaces.get(candidates[i][1])));
    return joined(measurements, files, candidates, comparisons);
  }

  private static Map<String, List<Integer>> files(Measurement[] measurements) {
    Map<String, List<Integer>> files = new LinkedHashMap<>();
    for (int i = 0; i < measurements.length; i++) {
      String hash = measurements[i].sha256;
      files.computeIfAbsent(hash.isEmpty() ? "none " + i : hash, h -> new ArrayList<>()).add(i);
    }
    return files;
  }

  /** As positions, those that hang together side by side, so that few are decoded twice. */
  private static int[][] candidates(long[] found, int[] positions) {
    Groups clusters = new Groups(positions.length);
    for (long pair : found) {
      clusters.join((int) (pair >>> 32), (int) pair);
    }
    return Arrays.stream(found)
        .boxed()
        .sorted(
            Comparator.<Long>comparingInt(pair -> clusters.find((int) (pair >>> 32)))
                .thenComparing(Comparator.naturalOrder()))
        .map(pair -> new int[] {positions[(int) (pair >>> 32)], positions[pair.intValue()]})
        .toArray(int[][]::new);
  }

  private static NearDuplicates joined(
      Measurement[] measurements,
      Map<String, List<Integer>> files,
      int[][] candidates,
      Comparison[] comparisons) {
    Groups groups = new Groups(measurements.length);
    List<Pair> pairs = new ArrayList<>();
    for (List<Integer> members : files.values()) {
      for (int i = 1; i < members.size(); i++) {
        groups.join(members.get(0), members.get(i));
        for (int j = 0; j < Math.min(i, MAX_MEMBERS); j++) {
          pairs.add(new Pair(members.get(j), members.get(i), true, Form.UPRIGHT, 1));
        }
      }
    }
    for (int i = 0; i < candidates.length; i++) {
      if (comparisons[i].correlation() >= MIN_CORRELATION) {
        groups.join(candidates[i][0], candidates[i][1]);
        List<Integer> left = copies(files, measurements[candidates[i][0]]);
        List<Integer> right = copies(files, measurements[candidates[i][1]]);
        addAll(left, right, comparisons[i], pairs);
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second));
    return new NearDuplicates(List.copyOf(pairs), groups.ids());
  }

  private static List<Integer> copies(Map<String, List<Integer>> files, Measurement image) {
    List<Integer> all = files.getOrDefault(image.sha256, List.of());
    return all.subList(0, Math.min(all.size(), MAX_MEMBERS));
  }

  private static void addAll(
      List<Integer> left, List<Integer> right, Comparison comparison, List<Pair> pairs) {
    for (int a : left) {
      for (int b : right) {
        pairs.add(
            a < b
                ? new Pair(a, b, false, comparison.form(), comparison.correlation())
                : new Pair(b, a, false, comparison.form().inverse(), comparison.correlation()));
      }
    }
  }

  /** The pairs, sorted by their first, then their second image; none twice. */
  public List<Pair> pairs() {
    return pairs;
  }

  /**
   * For each image a number that it shares with its copies, their copies, and so on: the position
   * of the first of them.
   *
   * @return a new array
   */
  public int[] groups() {
    return groups.clone();
  }

  /** How many groups have more than one image. */
  public int groupCount() {
    return (int)
        IntStream.range(0, groups.length)
            .filter(i -> groups[i] != i)
            .map(i -> groups[i])
            .distinct()
            .count();
  }
}
