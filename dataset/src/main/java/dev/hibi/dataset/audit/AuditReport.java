package dev.hibi.dataset.audit;

import java.util.List;
import java.util.Locale;

/**
 * What an audit found. Lists are sorted by split and image, so that equal data give equal reports.
 *
 * @param splits what was audited, in the order given
 * @param unreadable images that cannot be read or decoded, with the reason
 * @param duplicates pairs of copies, within and across splits
 * @param duplicateGroups how many groups of copies there are
 * @param blank images without anything to see
 * @param blurred images without fine detail
 * @param thresholds how far a single threshold on brightness and on contrast goes; empty if only
 *     one class has readable images
 */
public record AuditReport(
    List<SplitSummary> splits,
    List<Finding> unreadable,
    List<DuplicatePair> duplicates,
    int duplicateGroups,
    List<Finding> blank,
    List<Finding> blurred,
    List<SingleThreshold> thresholds) {

  /** Copies the lists. */
  public AuditReport {
    splits = List.copyOf(splits);
    unreadable = List.copyOf(unreadable);
    duplicates = List.copyOf(duplicates);
    blank = List.copyOf(blank);
    blurred = List.copyOf(blurred);
    thresholds = List.copyOf(thresholds);
  }

  /** Number of images in all splits. */
  public long images() {
    return splits.stream().mapToLong(SplitSummary::images).sum();
  }

  /** The copies that stand in two splits. */
  public List<DuplicatePair> leaks() {
    return duplicates.stream().filter(DuplicatePair::leak).toList();
  }

  /** The copies that have two labels. */
  public List<DuplicatePair> conflicts() {
    return duplicates.stream().filter(DuplicatePair::conflict).toList();
  }

  /** Images of a split of which an earlier split holds a copy; each once, in order. */
  public List<AuditedImage> leaked() {
    return leaks().stream().map(DuplicatePair::second).distinct().toList();
  }

  /**
   * The verdict in plain words, in English: one sentence for each thing found, or one that nothing
   * was.
   */
  public List<String> verdict() {
    return verdict(Locale.ENGLISH);
  }

  /**
   * The same in a language.
   *
   * @param language Japanese, whatever its country; any other gives English
   */
  public List<String> verdict(Locale language) {
    return Verdict.of(this, language);
  }

  /**
   * This report as JSON, indented, without a newline at the end.
   *
   * <p>Its fields: {@code version} (1; raised when a field changes its meaning or goes away, not by
   * new ones), {@code verdict} (sentences), {@code splits}, {@code leaks}, {@code conflicts} and
   * {@code duplicates} (pairs; the last has all of them), {@code duplicateGroups}, {@code
   * unreadable}, {@code blank}, {@code blurred} (images with a reason), {@code thresholds}. A field
   * is named as in the record of this package that it comes from; {@code testAccuracy} is missing
   * where there is no test set.
   */
  public String toJson() {
    return AuditJson.of(this);
  }
}
