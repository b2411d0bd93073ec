package dev.hibi.dataset;

import dev.hibi.ClassLabels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Images with their classes: the outcome of a {@link LabelRule} on {@link ImageSources}. */
final class LabelledImages {
  private static final int MAX_PREFIX_LENGTH = 16;
  private static final int NAMES_IN_MESSAGES = 5;

  private final ImageSources sources;
  private final LabelRule rule;
  private final ClassLabels classes;
  private final int[] labels;

  private LabelledImages(ImageSources sources, LabelRule rule, ClassLabels classes, int[] labels) {
    this.sources = sources;
    this.rule = rule;
    this.classes = classes;
    this.labels = labels;
  }

  /**
   * Labels all images.
   *
   * @param given the classes in their order, or null for those found, sorted
   * @throws MalformedDatasetException if an image has no label or one that is not among those
   *     given, or AUTO cannot decide
   */
  static LabelledImages of(ImageSources sources, LabelRule rule, @Nullable ClassLabels given)
      throws MalformedDatasetException {
    LabelRule decided = rule == LabelRule.AUTO ? decide(sources, given) : rule;
    List<String> names = new ArrayList<>(sources.size());
    for (int i = 0; i < sources.size(); i++) {
      String name = label(sources, decided, i);
      if (name.isBlank()) {
        throw new MalformedDatasetException(
            "no label: expected a %s, found %s"
                .formatted(
                    decided == LabelRule.FOLDER
                        ? "folder such as in Positive/00001.jpg"
                        : "prefix such as in P_00001.jpg",
                    sources.entry(i)),
            sources.sample(i).name());
      }
      names.add(name);
    }
    ClassLabels classes =
        given == null ? new ClassLabels(List.copyOf(new TreeSet<>(names))) : given;
    return new LabelledImages(sources, decided, classes, positions(sources, names, classes));
  }

  private static int[] positions(ImageSources sources, List<String> names, ClassLabels classes)
      throws MalformedDatasetException {
    Map<String, Integer> positions = new HashMap<>();
    for (int c = 0; c < classes.size(); c++) {
      positions.put(classes.name(c), c);
    }
    int[] labels = new int[names.size()];
    for (int i = 0; i < labels.length; i++) {
      Integer position = positions.get(names.get(i));
      if (position == null) {
        throw new MalformedDatasetException(
            "unknown class: expected one of %s, found '%s'".formatted(classes, names.get(i)),
            sources.sample(i).name());
      }
      labels[i] = position;
    }
    return labels;
  }

  /** Empty if there is none. */
  private static String label(ImageSources sources, LabelRule rule, int index) {
    if (rule == LabelRule.FOLDER) {
      return sources.folder(index);
    }
    String file = sources.fileName(index);
    return file.substring(0, Math.max(0, file.indexOf('_')));
  }

  private static LabelRule decide(ImageSources sources, @Nullable ClassLabels given)
      throws MalformedDatasetException {
    Set<String> folders = distinct(sources, sources::folder);
    Set<String> prefixes =
        distinct(sources, index -> letters(label(sources, LabelRule.PREFIX, index)));
    boolean byFolder = !folders.contains("");
    boolean byPrefix = !prefixes.contains("") && prefixes.size() <= Math.max(2, sources.size() / 2);
    if (given != null) {
      boolean foldersKnown = given.names().containsAll(folders);
      boolean prefixesKnown = given.names().containsAll(prefixes);
      if (foldersKnown != prefixesKnown) {
        return foldersKnown ? LabelRule.FOLDER : LabelRule.PREFIX;
      }
    }
    if (byFolder && folders.size() > 1 && byPrefix && prefixes.size() > 1) {
      checkSameDivision(sources, folders, prefixes);
      return LabelRule.FOLDER;
    }
    if ((byFolder && folders.size() > 1) || !byPrefix) {
      return LabelRule.FOLDER;
    }
    return LabelRule.PREFIX;
  }

  private static Set<String> distinct(ImageSources sources, IntFunction<String> label) {
    return new TreeSet<>(IntStream.range(0, sources.size()).mapToObj(label).toList());
  }

  /** The prefix if it is a short one of letters, otherwise nothing. */
  private static String letters(String prefix) {
    return prefix.length() <= MAX_PREFIX_LENGTH && prefix.chars().allMatch(Character::isLetter)
        ? prefix
        : "";
  }

  /** Each folder has one prefix of its own, so both rules make the same classes. */
  private static void checkSameDivision(
      ImageSources sources, Collection<String> folders, Collection<String> prefixes)
      throws MalformedDatasetException {
    Set<String> pairs =
        distinct(sources, i -> sources.folder(i) + "/" + label(sources, LabelRule.PREFIX, i));
    if (pairs.size() != folders.size() || pairs.size() != prefixes.size()) {
      throw new MalformedDatasetException(
          "ambiguous labels: expected either folders or name prefixes to tell classes apart,"
              + " found folders %s and prefixes %s".formatted(some(folders), some(prefixes)),
          sources.toString());
    }
  }

  private static String some(Collection<String> names) {
    String text = String.join(", ", names.stream().limit(NAMES_IN_MESSAGES).toList());
    return "[" + text + (names.size() > NAMES_IN_MESSAGES ? ", ..." : "") + "]";
  }

  ImageSources sources() {
    return sources;
  }

  LabelRule rule() {
    return rule;
  }

  ClassLabels classes() {
    return classes;
  }

  /** Position of an image's class among the class labels. */
  int label(int index) {
    return labels[index];
  }
}
