package dev.hibi.dataset.labels;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Labels and groups of images by their position; images that have none are not listed. */
final class LabelTable {
  private final String[] labels;
  private final String[] groups;
  private final boolean complete;

  private LabelTable(int size, boolean complete) {
    this.labels = new String[size];
    this.groups = new String[size];
    this.complete = complete;
    Arrays.fill(labels, "");
    Arrays.fill(groups, "");
  }

  /** For sources whose images all become samples. */
  static LabelTable all(int size) {
    return new LabelTable(size, true);
  }

  /** For sources of which only some images become samples. */
  static LabelTable some(int size) {
    return new LabelTable(size, false);
  }

  /** Labels an image; an empty group is none. */
  void set(int position, String label, String group) {
    labels[position] = label;
    groups[position] = group;
  }

  boolean complete() {
    return complete;
  }

  /** Empty if the image is not listed. */
  String label(int position) {
    return labels[position];
  }

  /** Empty if there is none. */
  String group(int position) {
    return groups[position];
  }

  /** Positions of the labeled images, ascending. */
  int[] listed() {
    return IntStream.range(0, labels.length).filter(i -> !labels[i].isEmpty()).toArray();
  }

  List<String> distinctLabels() {
    TreeSet<String> distinct = new TreeSet<>(Arrays.asList(labels));
    distinct.remove("");
    return List.copyOf(distinct);
  }
}
