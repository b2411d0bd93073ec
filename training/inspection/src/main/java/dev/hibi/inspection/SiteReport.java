package dev.hibi.inspection;

import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.HomeRows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * What a model, as it is, does at a site, and what to do about it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param site the images that it was asked about
 * @param learned how many of them the model has learned from, as far as it tells
 * @param falseAlarms the share of uncracked units that raise an alarm; of none if every image shows
 *     a crack
 * @param recall the share of cracked units that do; of none if no image shows a crack
 * @param auc the area under the ROC curve over images; empty unless there are both kinds
 * @param unfamiliar the share of units of which the model does not know half of the images or more;
 *     empty if it cannot tell
 * @param drift by how many standard deviations a feature's mean has moved; empty if the model has
 *     no rows of home
 * @param driftByChance the same of as many images of the model's own; empty likewise
 * @param remedy what can be done with the model
 */
public record SiteReport(
    SiteImages site,
    long learned,
    ClopperPearson falseAlarms,
    ClopperPearson recall,
    OptionalDouble auc,
    Optional<ClopperPearson> unfamiliar,
    OptionalDouble drift,
    OptionalDouble driftByChance,
    Remedy remedy) {
  private static final double CONFIDENCE = 0.95;

  /** By what a model can be fitted to a site. */
  public enum Remedy {
    /** Its head can be trained anew. */
    REFIT,
    /**
     * Its head can be trained anew and was, by other images, which would have to be there again.
     */
    REFIT_AGAIN,
    /** Ordinary images can join its bank of patches, of which alone it is made. */
    JOIN,
    /** Neither: a threshold, or another training. */
    THRESHOLD;

    boolean isRefit() {
      return this == REFIT || this == REFIT_AGAIN;
    }
  }

  /**
   * What a model is, beside its answers.
   *
   * @param home rows of it, if it has them
   * @param remedy what can be done with it
   * @param learned numbers of the images that it is known to have learned from, in the site's order
   */
  public record Subject(Optional<HomeRows> home, Remedy remedy, Set<Integer> learned) {
    /** Copies the set. */
    public Subject {
      learned = Set.copyOf(learned);
    }

    /** Those, and those of which there are rows. */
    private long learned(SiteImages site) {
      Set<Integer> all = new HashSet<>(learned);
      home.ifPresent(rows -> Arrays.stream(rows.knownAmong(site.features())).forEach(all::add));
      return all.size();
    }
  }

  /**
   * What a model says of a site's images.
   *
   * @param scores of each image the probability of the positive class
   * @param positive number of that class
   * @param threshold from which on a score is an alarm
   * @param familiarity of each image; empty if the model cannot tell
   */
  public record Answers(
      List<Double> scores, int positive, double threshold, List<Familiarity> familiarity) {

    /** Copies the lists. */
    public Answers {
      scores = List.copyOf(scores);
      familiarity = List.copyOf(familiarity);
    }
  }

  /**
   * Of a site.
   *
   * @param site images with labels, or ordinary ones that are labelled so
   * @throws IllegalArgumentException if there is not a score, and a familiarity or none at all, for
   *     each image
   */
  public static SiteReport of(SiteImages site, Answers answers, Subject model) {
    if (answers.scores().size() != site.count()
        || !(answers.familiarity().isEmpty() || answers.familiarity().size() == site.count())) {
      throw new IllegalArgumentException(
          "answers do not fit: expected one for each of %d images, found %d scores and %d familiarities"
              .formatted(site.count(), answers.scores().size(), answers.familiarity().size()));
    }
    double[] scores = answers.scores().stream().mapToDouble(score -> score).toArray();
    CalibrationScores scored = site.scored(scores, answers.positive());
    double auc = RocArea.of(scores, site.areOf(answers.positive()));
    Optional<FeatureDrift> drift = model.home().map(rows -> FeatureDrift.of(rows, site));
    return new SiteReport(
        site,
        model.learned(site),
        scored.falseAlarmsAt(answers.threshold(), CONFIDENCE),
        scored.recallAt(answers.threshold(), CONFIDENCE),
        optional(auc),
        answers.familiarity().isEmpty()
            ? Optional.empty()
            : Optional.of(unfamiliar(site, answers.familiarity())),
        optional(drift.map(FeatureDrift::value).orElse(Double.NaN)),
        optional(drift.map(FeatureDrift::byChance).orElse(Double.NaN)),
        model.remedy());
  }

  private static OptionalDouble optional(double value) {
    return DoubleStream.of(value).filter(Double::isFinite).findAny();
  }

  private static ClopperPearson unfamiliar(SiteImages site, List<Familiarity> familiarity) {
    List<String> units = site.units().stream().distinct().toList();
    long strange = units.stream().filter(unit -> isStrange(site, unit, familiarity)).count();
    return new ClopperPearson(strange, units.size(), CONFIDENCE);
  }

  private static boolean isStrange(SiteImages site, String unit, List<Familiarity> familiarity) {
    int balance = 0;
    for (int i = 0; i < site.count(); i++) {
      if (site.units().get(i).equals(unit)) {
        balance += familiarity.get(i).isUnfamiliar() ? 1 : -1;
      }
    }
    return balance >= 0;
  }

  /** What is known, in English, a line each. */
  public List<String> findings() {
    return findings(Locale.ENGLISH);
  }

  /**
   * What is known, a line each.
   *
   * @param language Japanese, whatever its country; any other gives English
   */
  public List<String> findings(Locale language) {
    return SiteAdvice.of(this, language).findings();
  }

  /** What follows from it, in English, each with the number that says so, a line each. */
  public List<String> advice() {
    return advice(Locale.ENGLISH);
  }

  /**
   * What follows from it, each with the number that says so, a line each.
   *
   * @param language as {@link #findings(Locale)} has it
   */
  public List<String> advice(Locale language) {
    return SiteAdvice.of(this, language).lines();
  }
}
