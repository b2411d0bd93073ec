package dev.hibi.cli.inspection;

import dev.hibi.cli.option.GroupingRule;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.splits.Grouping;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What counts as one at a site: a photograph of several tiles, a group, an image by itself. */
final class UnitOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

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
   * @param caution what should be known of it
   */
  record Named(Unit unit, List<String> names, Optional<String> caution) {}

  /**
   * Refuses both options at once.
   *
   * @throws ParameterException if both are given
   */
  void check() {
    if (photographs != null && groups != null) {
      throw new ParameterException(
          command.commandLine(),
          "options exclude each other: expected --by-photograph or --groups, found both");
    }
  }

  Named named(ZipImageFolder images) throws IOException {
    if (photographs != null) {
      return new Named(Unit.PHOTOGRAPH, names(images, photographs.of(images)), Optional.empty());
    }
    if (groups != null) {
      return new Named(Unit.GROUP, names(images, groups.of(images)), Optional.empty());
    }
    for (long i = 0; i < images.size(); i++) {
      if (images.group(i).filter(group -> !group.isEmpty()).isEmpty()) {
        return byImage(images);
      }
    }
    return new Named(Unit.GROUP, names(images, Grouping.manifest()), Optional.empty());
  }

  private static Named byImage(ZipImageFolder images) {
    List<String> names = new ArrayList<>();
    for (long i = 0; i < images.size(); i++) {
      names.add(images.name(i));
    }
    return new Named(
        Unit.IMAGE,
        names,
        Optional.of(
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
