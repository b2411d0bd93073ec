package dev.hibi.dataset.splits;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.archives.MalformedDatasetException;
import dev.hibi.dataset.labels.Manifest;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A data set divided into parts, such as training and test, each a view of it.
 *
 * <pre>{@code
 * DatasetSplit split =
 *     DatasetSplit.builder(data).part("train", 0.8).part("test", 0.2).seed(7).build();
 * ZipImageFolder train = split.part("train");
 * }</pre>
 *
 * <p>Every sample is in exactly one part, and every class in every part. Without groups a part has
 * its share of each class within one sample, unless it would have none of it. With groups no group
 * is divided: they are dealt out one by one, largest first, each to the part whose classes it
 * brings closest to their shares; {@link #greatestDeviation} says how close that came.
 *
 * <p>Which sample goes where depends on the seed, the paths inside the sources, labels and groups,
 * and on neither where the sources lie nor their order (only if archives of one name hold the same
 * path). Immutable; its parts share the data set's archives and threads and are closed with it.
 */
public final class DatasetSplit {
  private final ZipImageFolder data;
  private final Map<String, int[]> parts;
  private final @Nullable Grouping grouping;
  private final double greatestDeviation;

  private DatasetSplit(Builder builder, Map<String, int[]> parts, double greatestDeviation) {
    this.data = builder.data;
    this.grouping = builder.grouping;
    this.parts = parts;
    this.greatestDeviation = greatestDeviation;
  }

  /**
   * A builder without parts.
   *
   * @param data stays open as long as the parts are used; the caller closes it
   */
  public static Builder builder(ZipImageFolder data) {
    return new Builder(data);
  }

  /** The parts in the order in which they were given; unmodifiable. */
  public List<String> names() {
    return List.copyOf(parts.keySet());
  }

  /**
   * A view of a part's samples, in the data set's order, with epochs of its own.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  public ZipImageFolder part(String name) {
    return data.select(indices(name));
  }

  /**
   * Which samples of the data set a part has, ascending; to select the same of it opened otherwise.
   *
   * @return unmodifiable
   * @throws IllegalArgumentException if there is no such part
   */
  public List<Long> indices(String name) {
    return Arrays.stream(samples(name)).asLongStream().boxed().toList();
  }

  private int[] samples(String name) {
    int[] samples = parts.get(name);
    if (samples == null) {
      throw new IllegalArgumentException(
          "no such part: expected one of %s, found '%s'".formatted(names(), name));
    }
    return samples;
  }

  /**
   * How many samples of a class any part has more or less than its fraction of the class, at most:
   * below 1 without groups, unless a part would have none.
   */
  public double greatestDeviation() {
    return greatestDeviation;
  }

  /**
   * Writes a part as a {@link Manifest}, with the groups by which it was divided, or those of the
   * data's own manifest.
   *
   * @param folder where the manifest will lie; paths are written relative to it where possible
   * @param out is not closed
   * @throws IllegalArgumentException if there is no such part
   * @throws IOException if it cannot be written
   */
  public void write(String name, Path folder, Writer out) throws IOException {
    List<Manifest.Entry> images = new ArrayList<>();
    for (int i : samples(name)) {
      String group = grouping == null ? data.group(i).orElse("") : grouping.group(data, i);
      images.add(new Manifest.Entry(data.sample(i), data.labels().name(data.label(i)), group));
    }
    Manifest.write(images, folder, out);
  }

  /** Options of a {@link DatasetSplit}. */
  public static final class Builder {
    private static final double ROUNDING = 1e-9;

    private final ZipImageFolder data;
    private final Map<String, Double> fractions = new LinkedHashMap<>();
    private @Nullable Grouping grouping;
    private long seed;

    private Builder(ZipImageFolder data) {
      this.data = data;
    }

    /**
     * Adds a part.
     *
     * @param fraction of the samples, more than 0 and less than 1; those of all parts add up to 1
     * @throws IllegalArgumentException if the fraction is out of range or the name is given twice
     */
    public Builder part(String name, double fraction) {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            "bad fraction: expected more than 0 and less than 1, found %s (%s)"
                .formatted(fraction, name));
      }
      if (fractions.putIfAbsent(name, fraction) != null) {
        throw new IllegalArgumentException(
            "part given twice: expected distinct names, found '%s' again".formatted(name));
      }
      return this;
    }

    /** What stays together; default: each sample is on its own. */
    public Builder groups(Grouping grouping) {
      this.grouping = grouping;
      return this;
    }

    /** What the choice of samples derives from; default 0. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Divides the data set into the parts.
     *
     * @throws IllegalArgumentException if the fractions do not add up to 1
     * @throws MalformedDatasetException if a class has fewer samples or groups than there are
     *     parts, groups do not let every part have every class, or a sample has no group
     * @throws IOException if the grouping cannot read what it needs
     */
    public DatasetSplit build() throws IOException {
      double sum = fractions.values().stream().mapToDouble(fraction -> fraction).sum();
      if (Math.abs(sum - 1) > ROUNDING) {
        throw new IllegalArgumentException(
            "bad fractions: expected a sum of 1, found %s %s".formatted(sum, fractions));
      }
      List<String> names = List.copyOf(fractions.keySet());
      Dealing dealing = deal(names, fractions.values().stream().mapToDouble(f -> f).toArray());
      Map<String, int[]> parts = new LinkedHashMap<>();
      double deviation = 0;
      for (int p = 0; p < names.size(); p++) {
        parts.put(names.get(p), dealing.samples(p));
        deviation = Math.max(deviation, dealing.deviation(p));
      }
      return new DatasetSplit(this, parts, deviation);
    }

    /**
     * Divides the data set for cross-validation: k splits into "train" and "test", such that every
     * sample is in the test part of exactly one.
     *
     * @param k at least 2
     * @throws IllegalArgumentException if k is below 2 or parts were given
     * @throws MalformedDatasetException as {@link #build}
     * @throws IOException as {@link #build}
     */
    public List<DatasetSplit> kFold(int k) throws IOException {
      if (k < 2) {
        throw new IllegalArgumentException("bad number of folds: expected at least 2, found " + k);
      }
      if (!fractions.isEmpty()) {
        throw new IllegalArgumentException(
            "parts cannot be combined with folds: expected none, found " + fractions.keySet());
      }
      List<String> names = IntStream.rangeClosed(1, k).mapToObj(i -> "fold " + i).toList();
      double[] shares = new double[k];
      Arrays.fill(shares, 1.0 / k);
      Dealing dealing = deal(names, shares);
      List<DatasetSplit> folds = new ArrayList<>();
      for (int p = 0; p < k; p++) {
        Map<String, int[]> parts = new LinkedHashMap<>();
        parts.put("train", dealing.samplesOutside(p));
        parts.put("test", dealing.samples(p));
        folds.add(new DatasetSplit(this, parts, dealing.deviation(p)));
      }
      return List.copyOf(folds);
    }

    private Dealing deal(List<String> names, double[] shares) throws IOException {
      GroupedSamples groups = GroupedSamples.of(data, grouping, seed);
      int[] samples = groups.sampleCounts();
      int[] groupCounts = groups.groupCounts();
      for (int c = 0; c < samples.length; c++) {
        if (groupCounts[c] < shares.length) {
          throw tooFew(data.labels().name(c), shares.length, groupCounts[c], samples[c]);
        }
      }
      Dealing dealing = Dealing.of(groups, shares);
      for (int p = 0; p < shares.length; p++) {
        for (int c = 0; c < samples.length; c++) {
          if (!dealing.has(p, c)) {
            throw new MalformedDatasetException(
                "class missing in a part: expected samples of '%s' in %s, found none"
                    .formatted(data.labels().name(c), names.get(p)),
                data.toString());
          }
        }
      }
      return dealing;
    }

    private MalformedDatasetException tooFew(String label, int parts, int groups, int samples) {
      return new MalformedDatasetException(
          grouping == null
              ? "too few samples: expected at least %d of class '%s' for %d parts, found %d"
                  .formatted(parts, label, parts, samples)
              : "too few groups: expected at least %d of class '%s' for %d parts, found %d with %d samples"
                  .formatted(parts, label, parts, groups, samples),
          data.toString());
    }
  }
}
