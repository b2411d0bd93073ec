package dev.hibi.dataset.labels;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.MalformedDatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images with their classes: the outcome of a {@link LabelRule} on {@link ImageSources}.
 *
 * <p>Owns the sources, until {@link #close}. Thread-safe.
 */
public final class LabeledSources implements AutoCloseable {
  /** With marks that are written over or under a letter and have no common form with it. */
  private static final Pattern LETTERS = Pattern.compile("(\\p{L}\\p{M}*){1,16}");

  private static final int NAMES_IN_MESSAGES = 5;

  private final ImageSources sources;
  private final LabelRule rule;
  private final ClassLabels classes;
  private final int[] labels;
  private final LabelTable table;
  private final List<String> warnings;

  private LabeledSources(
      ImageSources sources, LabelRule rule, ClassLabels classes, int[] labels, LabelTable table) {
    this.sources = sources;
    this.rule = rule;
    this.classes = classes;
    this.labels = labels;
    this.table = table;
    this.warnings =
        Stream.concat(sources.warnings().stream(), trimmed(sources, rule).stream()).toList();
  }

  /** Folders are the only names of classes that are not shown whole somewhere else. */
  private static List<String> trimmed(ImageSources sources, LabelRule rule) {
    return rule != LabelRule.FOLDER
        ? List.of()
        : distinct(sources, sources::folder).stream()
            .filter(name -> !name.equals(name.strip()))
            .map(
                name ->
                    "blank around a class's name: expected none, found '%s', read as '%s'"
                        .formatted(name, name.strip()))
            .toList();
  }

  /**
   * Opens sources and labels their images.
   *
   * @param paths zip archives, image files, folders of either, or {@linkplain Manifest manifests}
   *     alone
   * @param options set on the builder of the sources before they are opened
   * @param given the classes in their order, or null for those found, sorted
   * @throws IllegalArgumentException as {@link ImageSources.Builder#open}
   * @throws MalformedDatasetException as {@link ImageSources.Builder#open}; also if an image has no
   *     label or one that is not among those given, AUTO cannot decide, or manifests are mixed with
   *     other sources
   * @throws IOException if a file cannot be read
   */
  public static LabeledSources open(
      List<Path> paths,
      UnaryOperator<ImageSources.Builder> options,
      LabelRule rule,
      @Nullable ClassLabels given)
      throws IOException {
    List<Path> manifests = paths.stream().filter(Manifest::isManifest).toList();
    if (manifests.isEmpty()) {
      ImageSources.Builder builder = ImageSources.builder();
      paths.forEach(builder::add);
      return closingOnFailure(options.apply(builder).open(), sources -> of(sources, rule, given));
    }
    if (manifests.size() < paths.size()) {
      throw new MalformedDatasetException(
          "mixed sources: expected manifests alone or none, found %d %s among %d sources"
              .formatted(
                  manifests.size(), manifests.size() == 1 ? "manifest" : "manifests", paths.size()),
          manifests.get(0).toString());
    }
    if (rule != LabelRule.AUTO) {
      throw new MalformedDatasetException(
          "labels given twice: expected auto with a manifest as source, found " + rule,
          manifests.get(0).toString());
    }
    ManifestSource listed = ManifestSource.read(manifests);
    return closingOnFailure(
        options.apply(listed.sources()).open(),
        sources -> of(sources, new ManifestRule(manifests), listed.match(sources), given));
  }

  /** Labels opened sources. */
  @FunctionalInterface
  private interface Labeling {
    LabeledSources of(ImageSources sources) throws IOException;
  }

  private static LabeledSources closingOnFailure(ImageSources sources, Labeling labeling)
      throws IOException {
    try {
      return labeling.of(sources);
    } catch (IOException | RuntimeException e) {
      try {
        sources.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static LabeledSources of(
      ImageSources sources, LabelRule rule, @Nullable ClassLabels given) throws IOException {
    LabelRule decided = rule == LabelRule.AUTO ? decide(sources, given) : rule;
    LabelTable table = LabelTable.all(sources.size());
    if (decided instanceof ManifestRule manifest) {
      new ManifestLabels(manifest.files()).fill(sources, table);
    } else {
      for (int i = 0; i < sources.size(); i++) {
        table.set(i, label(sources, decided, i), "");
      }
    }
    return of(sources, decided, table, given);
  }

  private static LabeledSources of(
      ImageSources sources, LabelRule rule, LabelTable table, @Nullable ClassLabels given)
      throws MalformedDatasetException {
    ClassLabels classes = given == null ? new ClassLabels(table.distinctLabels()) : given;
    return new LabeledSources(sources, rule, classes, positions(sources, table, classes), table);
  }

  private static String label(ImageSources sources, LabelRule rule, int index)
      throws MalformedDatasetException {
    if (rule instanceof FunctionRule function) {
      String label = function.label().apply(sources.sample(index));
      return required(label, "text from the labeling function", sources, index);
    }
    return rule == LabelRule.FOLDER
        ? required(sources.folder(index), "folder such as in Positive/00001.jpg", sources, index)
        : required(prefix(sources, index), "prefix such as in P_00001.jpg", sources, index);
  }

  private static String required(
      @Nullable String label, String expected, ImageSources sources, int index)
      throws MalformedDatasetException {
    if (label == null || label.isBlank()) {
      throw new MalformedDatasetException(
          "no label: expected a %s, found %s".formatted(expected, sources.entry(index)),
          sources.sample(index).name());
    }
    return ClassLabels.canonical(label);
  }

  private static int[] positions(ImageSources sources, LabelTable table, ClassLabels classes)
      throws MalformedDatasetException {
    Map<String, Integer> positions = new HashMap<>();
    for (int c = 0; c < classes.size(); c++) {
      positions.put(classes.name(c), c);
    }
    int[] labels = new int[sources.size()];
    for (int i : table.listed()) {
      Integer position = positions.get(table.label(i));
      if (position == null) {
        throw new MalformedDatasetException(
            "unknown class: expected one of %s, found '%s'".formatted(classes, table.label(i)),
            sources.sample(i).name());
      }
      labels[i] = position;
    }
    return labels;
  }

  /** The file name up to its first underscore; empty if there is none. */
  private static String prefix(ImageSources sources, int index) {
    String path = sources.entry(index).replace('\\', '/');
    String file = path.substring(path.lastIndexOf('/') + 1);
    return ClassLabels.canonical(file.substring(0, Math.max(0, file.indexOf('_'))));
  }

  private static String folder(ImageSources sources, int index) {
    return ClassLabels.canonical(sources.folder(index));
  }

  private static LabelRule decide(ImageSources sources, @Nullable ClassLabels given)
      throws MalformedDatasetException {
    Set<String> folders = distinct(sources, index -> folder(sources, index));
    Set<String> prefixes = distinct(sources, index -> letters(prefix(sources, index)));
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
    return LETTERS.matcher(prefix).matches() ? prefix : "";
  }

  /** Each folder has one prefix of its own, so both rules make the same classes. */
  private static void checkSameDivision(
      ImageSources sources, Collection<String> folders, Collection<String> prefixes)
      throws MalformedDatasetException {
    Set<String> pairs = distinct(sources, i -> folder(sources, i) + "/" + prefix(sources, i));
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

  /** All images of the sources, with a label or without; closed with this. */
  public ImageSources sources() {
    return sources;
  }

  /** What labels the images; what {@link LabelRule#AUTO} decided, never AUTO. */
  public LabelRule rule() {
    return rule;
  }

  /** The classes in the order of their label numbers. */
  public ClassLabels classes() {
    return classes;
  }

  /** Positions of the labeled images among the sources' images, ascending. */
  public int[] listed() {
    return table.listed();
  }

  /** Files that are neither images nor expected; 0 with manifests, which say what they want. */
  public int ignored() {
    return table.complete() ? sources.ignored() : 0;
  }

  /** What systems left behind; 0 with manifests. */
  public int leftovers() {
    return table.complete() ? sources.leftovers() : 0;
  }

  /**
   * What a user should know of data that are read nevertheless, a line each: {@link
   * ImageSources#warnings}, and names of classes that were trimmed. Unmodifiable.
   */
  public List<String> warnings() {
    return warnings;
  }

  /** Position of a listed image's class among the classes. */
  public int label(int position) {
    return labels[position];
  }

  /** A listed image's group, if its manifest has one. */
  public Optional<String> group(int position) {
    return Optional.of(table.group(position)).filter(group -> !group.isEmpty());
  }

  /** The sources as they were given, for messages. */
  @Override
  public String toString() {
    return table.complete() || !(rule instanceof ManifestRule manifest)
        ? sources.toString()
        : String.join(", ", manifest.files().stream().map(Path::toString).toList());
  }

  /** As {@link ImageSources#close}. */
  @Override
  public void close() throws IOException {
    sources.close();
  }
}
