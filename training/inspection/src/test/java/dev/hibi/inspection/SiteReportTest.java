package dev.hibi.inspection;

import static dev.hibi.inspection.SiteReports.HOME;
import static dev.hibi.inspection.SiteReports.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.inspection.SiteReport.Remedy;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SiteReportTest {
  private static final SiteReport.Subject UNTOLD =
      new SiteReport.Subject(Optional.empty(), Remedy.THRESHOLD, Set.of());

  private static String onlyLabel(String advice) {
    return "label 59 cracked photographs: with none it is not known how many are found; 10 of each"
        + " class also refit the head"
        + advice;
  }

  @Test
  void whatIsKnownIsToldWithIntervals() {
    SiteReport report = report(100, 2, 100, 97, 3);

    List<String> findings = report.findings();

    assertThat(findings.subList(0, 4))
        .containsExactly(
            "2 of 100 uncracked photographs raise an alarm: of all such 0.2 % to 7 %, sure to 95 %",
            "97 of 100 cracked photographs raise an alarm: of all such 91.5 % to 99.4 %, sure to 95"
                + " %",
            "AUC 0.970 over 200 images: so often a cracked one scores above an uncracked one",
            "3 of 200 photographs are unfamiliar: of all such 0.3 % to 4.3 %, sure to 95 %");
    assertThat(findings.get(4))
        .matches(
            "drift 0\\.\\d\\d: so far the mean of the features has moved, in standard deviations of"
                + " its training images; as many of these would show 0\\.12");
  }

  @Test
  void driftIsThatOfChanceAtHomeAndMuchMoreElsewhere() {
    SiteImages home = DrawnSite.images(100, 100, 0, 6);
    SiteImages far = DrawnSite.images(100, 0, 3, 6);

    FeatureDrift near = FeatureDrift.of(HOME, home);
    FeatureDrift moved = FeatureDrift.of(HOME, far);

    assertThat(near.byChance()).isEqualTo(Math.sqrt(1 / 200.0 + 1 / 100.0));
    assertThat(near.value()).isBetween(near.byChance() / 2, near.byChance() * 2);
    // Of 6 features one has moved by 3, one by 1.5.
    assertThat(moved.value()).isBetween(1.2, 1.6);
  }

  @Test
  void aModelThatDoesWellIsFineAsItIs() {
    assertThat(report(100, 2, 100, 97, 3).advice())
        .containsExactly(
            "fine as it is: 2 % of uncracked photographs raise an alarm, at most 7 %; 97 % of cracked"
                + " ones are found, at least 91.5 %");
    assertThat(report(100, 2, 0, 0, 3).advice())
        .containsExactly(
            "fine as it is, as to false alarms: 2 % of uncracked photographs raise an alarm, at most"
                + " 7 %",
            onlyLabel(""));
  }

  /** Of which the intervals reach to the wrong side. */
  @Test
  void whatIsFineByAFewIsSaidToBeSoByThese() {
    assertThat(report(20, 1, 12, 12, 0).advice())
        .containsExactly(
            "fine as far as these few tell: 5 % of uncracked photographs raise an alarm, at most"
                + " 24.9 %; 100 % of cracked ones are found, at least 73.5 %");
  }

  @Test
  void manyFalseAlarmsAskForOrdinaryImages() {
    assertThat(report(20, 12, 0, 0, 15).advice())
        .containsExactly(
            "calibrate with ordinary images: at least 36.1 % of uncracked photographs raise an"
                + " alarm, more than 10 %",
            onlyLabel(""));
  }

  @Test
  void imagesThatTheModelDoesNotKnowAskForOrdinaryOnes() {
    assertThat(report(20, 0, 0, 0, 15).advice())
        .containsExactly(
            "calibrate with ordinary images: at least 50.9 % of the photographs are unfamiliar, at"
                + " home 1 %: what was measured there means little here",
            onlyLabel(""));
  }

  @Test
  void missedCracksAskForLabelsOrToUseThoseThatThereAre() {
    assertThat(report(20, 0, 6, 1, 0).advice())
        .containsExactly(
            "label 4 more cracked photographs and refit: at most 64.1 % of cracked photographs are"
                + " found, fewer than 90 %");
    assertThat(report(5, 0, 8, 1, 0).advice())
        .containsExactly(
            "label 2 more cracked and 5 more uncracked photographs and refit: at most 52.7 % of"
                + " cracked photographs are found, fewer than 90 %");
    assertThat(report(20, 0, 20, 10, 0).advice())
        .containsExactly(
            "refit with these labels: at most 72.8 % of cracked photographs are found, fewer than 90"
                + " %");
  }

  @Test
  void aHeadThatWasTrainedAnewAsksForTheFormerImagesToo() {
    assertThat(report(20, 0, 20, 10, 0, Remedy.REFIT_AGAIN).advice())
        .containsExactly(
            "refit the model as it was trained with these and the former images: at most 72.8 % of"
                + " cracked photographs are found, fewer than 90 %");
    assertThat(report(20, 12, 20, 20, 0, Remedy.REFIT_AGAIN).advice())
        .containsExactly(
            "calibrate the model as it was trained with these and the former images: at least 36.1 %"
                + " of uncracked photographs raise an alarm, more than 10 %");
  }

  @Test
  void cracksAloneTellNothingOfFalseAlarms() {
    SiteReport report = report(0, 0, 100, 97, 3);

    assertThat(report.findings().get(0))
        .isEqualTo(
            "how many false alarms it raises is not known: no image is without a crack; 29 uncracked"
                + " photographs would tell whether it is 10 %, at 95 % confidence");
    assertThat(report.advice())
        .containsExactly(
            "fine as it is, as to cracks: 97 % of cracked photographs are found, at least 91.5 %",
            "label 29 uncracked photographs: with none it is not known how many raise an alarm; 10 of"
                + " each class also refit the head");
    assertThat(report(0, 0, 20, 10, 0).advice().get(0))
        .isEqualTo(
            "label 10 uncracked photographs and refit: at most 72.8 % of cracked photographs are"
                + " found, fewer than 90 %");
    assertThat(report(0, 0, 5, 5, 0).advice().get(0))
        .isEqualTo("label more: 5 cracked photographs do not tell; 54 more cracked ones would");
  }

  @Test
  void byWhatTheModelLearnedFromNothingIsAdvised() {
    SiteImages known = new SiteImages(HOME.rows(), HOME.labels(), names(400), Unit.IMAGE);
    SiteReport report =
        SiteReport.of(
            known,
            new SiteReport.Answers(Collections.nCopies(400, 0.5), 1, 0.5, List.of()),
            new SiteReport.Subject(Optional.of(HOME), Remedy.REFIT, Set.of()));

    assertThat(report.learned()).isEqualTo(400);
    assertThat(report.findings().get(0))
        .isEqualTo(
            "400 of 400 images are among those that the model learned from: what it does there tells"
                + " nothing of others");
    assertThat(report.advice())
        .containsExactly(
            "take other images: by what the model learned from nobody knows what it does at a site");
    assertThat(report(100, 2, 100, 97, 3).learned()).isZero();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  @Test
  void whatCannotBeDoneWithAModelIsNotAdvised() {
    assertThat(report(20, 12, 0, 0, 0, Remedy.JOIN).advice())
        .containsExactly(
            "let what is ordinary here join the bank: at least 36.1 % of uncracked photographs raise"
                + " an alarm, more than 10 %",
            "label 59 cracked photographs: with none it is not known how many are found");
    assertThat(report(20, 12, 20, 10, 0, Remedy.THRESHOLD).advice())
        .containsExactly(
            "calibrate a threshold by labeled photographs, or train with images of the site: at"
                + " least 36.1 % of uncracked photographs raise an alarm, more than 10 %",
            "calibrate a threshold by labeled photographs: at most 72.8 % of cracked photographs are"
                + " found, fewer than 90 %");
  }

  @Test
  void tooFewImagesAskForMore() {
    assertThat(report(5, 0, 5, 5, 0).advice())
        .containsExactly(
            "label more: 5 uncracked and 5 cracked photographs do not tell; 24 more uncracked ones"
                + " and 54 more cracked ones would");
    assertThat(report(20, 4, 20, 20, 0).advice())
        .containsExactly(
            "calibrate with ordinary images, or label more to be sure: 20 % of uncracked photographs"
                + " raise an alarm, by 20 perhaps 5.7 %");
    assertThat(report(100, 2, 100, 87, 0).advice())
        .containsExactly(
            "refit with these labels, or label more to be sure: 87 % of cracked photographs are"
                + " found, by 100 perhaps 92.9 %");
  }

  @Test
  void whatTheModelCannotTellIsSaid() {
    SiteImages site = DrawnSite.images(4, 0, 0, 1);
    SiteReport report =
        SiteReport.of(
            site, new SiteReport.Answers(List.of(0.1, 0.1, 0.1, 0.1), 1, 0.5, List.of()), UNTOLD);

    assertThat(report.findings())
        .containsExactly(
            "0 of 2 uncracked photographs raise an alarm: of all such 0 % to 84.2 %, sure to 95 %",
            "how many cracks it finds is not known: no image shows one; 59 cracked photographs"
                + " would tell whether it is 95 %, at 95 % confidence",
            "how many are unfamiliar is not known: the model has no bank of its images",
            "drift is not known: the model has no rows of its training images");
    assertThatThrownBy(
            () ->
                SiteReport.of(
                    site, new SiteReport.Answers(List.of(0.1), 1, 0.5, List.of()), UNTOLD))
        .hasMessage(
            "answers do not fit: expected one for each of 4 images, found 1 scores and 0"
                + " familiarities");
  }

  @Test
  void aPhotographIsUnfamiliarIfHalfOfItsTilesAre() {
    SiteImages site = DrawnSite.images(4, 0, 0, 1); // two tiles each
    List<Familiarity> known =
        IntStream.range(0, 4).mapToObj(i -> new Familiarity(1, 0.5, i == 0)).toList();

    SiteReport report =
        SiteReport.of(
            site, new SiteReport.Answers(List.of(0.1, 0.1, 0.1, 0.1), 1, 0.5, known), UNTOLD);

    assertThat(report.unfamiliar()).contains(new ClopperPearson(1, 2, 0.95));
  }
}
