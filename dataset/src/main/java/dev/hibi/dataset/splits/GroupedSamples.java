package dev.hibi.dataset.splits;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.SampleRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a data set in the order in which they are dealt out: largest first, those of one
 * size shuffled by the seed and their samples' paths, whatever the order of the sources.
 */
final class GroupedSamples {
  private final List<SampleGroup> groups;
  private final int[] labels;
  private final int classCount;

  private GroupedSamples(List<SampleGroup> groups, int[] labels, int classCount) {
    this.groups = groups;
    this.labels = labels;
    this.classCount = classCount;
  }

  /**
   * Groups samples.
   *
   * @param grouping null if each sample is a group of its own
   */
  static GroupedSamples of(ZipImageFolder data, @Nullable Grouping grouping, long seed)
      throws IOException {
    int size = (int) data.size();
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = data.label(i);
    }
    List<SampleGroup> groups = new ArrayList<>();
    for (int[] samples : divided(data, grouping)) {
      groups.add(group(data, samples, seed));
    }
    groups.sort(
        Comparator.comparingInt((SampleGroup group) -> -group.samples.length)
            .thenComparingLong(group -> group.order)
            .thenComparing(group -> sourceName(data, group)) // equal paths in several archives
            .thenComparingInt(group -> group.first));
    return new GroupedSamples(groups, labels, data.labels().size());
  }

  private static List<int[]> divided(ZipImageFolder data, @Nullable Grouping grouping)
      throws IOException {
    List<int[]> groups = new ArrayList<>();
    Map<String, List<Integer>> named = new HashMap<>();
    for (int i = 0; i < data.size(); i++) {
      if (grouping == null) {
        groups.add(new int[] {i});
      } else {
        named.computeIfAbsent(grouping.group(data, i), name -> new ArrayList<>()).add(i);
      }
    }
    named.values().forEach(list -> groups.add(list.stream().mapToInt(i -> i).toArray()));
    return groups;
  }

  private static SampleGroup group(ZipImageFolder data, int[] samples, long seed) {
    int first = samples[0];
    long least = Long.MAX_VALUE;
    for (int sample : samples) {
      long order = SampleRandom.of(seed, 0, data.sample(sample).entry()).nextLong();
      if (order < least) {
        least = order;
        first = sample;
      }
    }
    return new SampleGroup(samples, least, first);
  }

  private static String sourceName(ZipImageFolder data, SampleGroup group) {
    Path name = data.sample(group.first).source().getFileName();
    return name == null ? "" : name.toString();
  }

  int size() {
    return groups.size();
  }

  int classCount() {
    return classCount;
  }

  /** Positions of a group's samples, ascending. */
  int[] samples(int group) {
    return groups.get(group).samples;
  }

  /** How many samples of each class a group has. */
  int[] counts(int group) {
    int[] counts = new int[classCount];
    for (int sample : samples(group)) {
      counts[labels[sample]]++;
    }
    return counts;
  }

  /** How many samples each class has. */
  int[] sampleCounts() {
    int[] counts = new int[classCount];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** How many groups have samples of each class. */
  int[] groupCounts() {
    int[] counts = new int[classCount];
    for (int g = 0; g < groups.size(); g++) {
      int[] of = counts(g);
      for (int c = 0; c < classCount; c++) {
        counts[c] += of[c] > 0 ? 1 : 0;
      }
    }
    return counts;
  }
}
