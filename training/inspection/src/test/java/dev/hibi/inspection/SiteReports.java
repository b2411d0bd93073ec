package dev.hibi.inspection;

import dev.hibi.inspection.SiteReport.Remedy;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reports of drawn sites. */
final class SiteReports {
  static final HomeRows HOME = DrawnSite.home(400, 1_000);

  private SiteReports() {}

  /**
   * A report of photographs of one tile.
   *
   * @param alarms how many of the sound ones raise one
   * @param found how many of the cracked ones
   * @param strange how many of all are unfamiliar
   */
  static SiteReport report(int sound, int alarms, int cracked, int found, int strange) {
    return report(sound, alarms, cracked, found, strange, Remedy.REFIT);
  }

  static SiteReport report(
      int sound, int alarms, int cracked, int found, int strange, Remedy remedy) {
    List<Integer> labels = new ArrayList<>(Collections.nCopies(sound, 0));
    labels.addAll(Collections.nCopies(cracked, 1));
    List<Double> scores = new ArrayList<>(Collections.nCopies(alarms, 0.7));
    scores.addAll(Collections.nCopies(sound - alarms, 0.2));
    scores.addAll(Collections.nCopies(found, 0.9));
    scores.addAll(Collections.nCopies(cracked - found, 0.1));
    int all = sound + cracked;
    List<Familiarity> known =
        IntStream.range(0, all).mapToObj(i -> new Familiarity(1, 0.5, i < strange)).toList();
    SiteImages site =
        new SiteImages(
            DrawnSite.images(sound, cracked, 0, 4).features(),
            labels,
            IntStream.range(0, all).mapToObj(String::valueOf).toList(),
            Unit.PHOTOGRAPH);
    return SiteReport.of(
        site,
        new SiteReport.Answers(scores, 1, 0.5, known),
        new SiteReport.Subject(Optional.of(HOME), remedy, Set.of()));
  }
}
