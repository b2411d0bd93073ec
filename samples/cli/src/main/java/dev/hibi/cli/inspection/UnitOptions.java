package dev.hibi.cli.inspection;

import dev.hibi.cli.option.GroupingRule;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.splits.Grouping;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What counts as one at a site: a photograph of several tiles, a group, an image by itself. */
final class UnitOptions {
  @Option(
      names = "--by-photograph",
      paramLabel = "RULE",
      converter = GroupingRule.Converter.class,
      description =
          "Tiles of one photograph count once, by the highest. Which are: name:REGEX, those in whose"
              + " path the first (...) finds the same text; manifest, those of one value in the"
              + " column group; near-duplicates, those that look alike.")
  private @Nullable GroupingRule photographs;

  @Option(
      names = "--groups",
      paramLabel = "RULE",
      converter = GroupingRule.Converter.class,
      description =
          "As --by-photograph, of what else belongs together, such as one wall (default: manifest"
              + " where it tells a group of each image, else each image counts by itself).")
  private @Nullable GroupingRule groups;

  /**
   * What counts as one.
   *
   * @param names of the unit that each image belongs to, in the order of the images
   * @param cautions what should be known of it, a line each
   */
  record Named(Unit unit, List<String> names, List<String> cautions) {}

  /**
   * Refuses both options at once.
   *
   * @throws ParameterException if both are given
   */
  void check(CommandSpec command) {
    if (photographs != null && groups != null) {
      throw new ParameterException(
          command.commandLine(),
          "options exclude each other: expected --by-photograph or --groups, found both");
    }
  }

  /** Whether it is said what counts as one. */
  boolean isGiven() {
    return photographs != null || groups != null;
  }

  /**
   * The units of images, of which copies of a file are one.
   *
   * @throws IOException if one image is there under two labels
   */
  Named named(ZipImageFolder images) throws IOException {
    return Copies.joined(images, asAsked(images));
  }

  /**
   * The same of whole photographs, which count as one each where nothing else is said.
   *
   * @throws IOException if one photograph is there under two labels
   */
  Named namedPhotographs(ZipImageFolder images) throws IOException {
    Named asked = asAsked(images);
    return Copies.joined(
        images,
        asked.unit() == Unit.IMAGE ? new Named(Unit.PHOTOGRAPH, asked.names(), List.of()) : asked);
  }

  private Named asAsked(ZipImageFolder images) throws IOException {
    if (photographs != null) {
      return new Named(Unit.PHOTOGRAPH, names(images, photographs.of(images)), List.of());
    }
    if (groups != null) {
      return new Named(Unit.GROUP, names(images, groups.of(images)), List.of());
    }
    return GroupingRule.ofManifest(images)
        .map(names -> new Named(Unit.GROUP, names, List.of()))
        .orElseGet(() -> byImage(images));
  }

  private static Named byImage(ZipImageFolder images) {
    List<String> names = new ArrayList<>();
    for (long i = 0; i < images.size(); i++) {
      names.add(images.name(i));
    }
    return new Named(
        Unit.IMAGE,
        names,
        List.of(
            "each image counts by itself: expected --by-photograph if they are tiles of photographs,"
                + " which are alike, found none"));
  }

  private static List<String> names(ZipImageFolder images, Grouping grouping) throws IOException {
    List<String> names = new ArrayList<>();
    for (long i = 0; i < images.size(); i++) {
      names.add(grouping.group(images, i));
    }
    return names;
  }
}
