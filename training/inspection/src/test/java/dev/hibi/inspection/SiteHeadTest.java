package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.LogisticHead;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SiteHeadTest {
  private static final HomeRows HOME = DrawnSite.home(200, 1_000);
  private static final double WALL = 4;

  private static double[] scores(LogisticHead head, SiteImages images) {
    return SiteFit.scores(head, images.features(), 1);
  }

  private static double auc(LogisticHead head, SiteImages images) {
    return RocArea.of(scores(head, images), images.areOf(1));
  }

  private static LogisticHead asTrained() {
    int[] labels = HOME.labels().stream().mapToInt(label -> label).toArray();
    return LogisticHead.builder(HOME.rows(), labels, 2)
        .sampleWeights(HOME.weights())
        .inverseRegularization(0.1)
        .fit();
  }

  @Test
  void ordinaryImagesJoinAsNegativesOfTheMassOfAllNegatives() {
    SiteImages normals = DrawnSite.images(20, 0, WALL, 2);

    LogisticHead head = SiteHead.ofNormals(HOME, normals, 1).head();

    int[] labels = Arrays.copyOf(HOME.labels().stream().mapToInt(i -> i).toArray(), 220);
    double[] weights = Arrays.copyOf(HOME.weights(), 220);
    Arrays.fill(weights, 200, 220, 1_000 / 20.0);
    LogisticHead expected =
        LogisticHead.builder(HOME.rows().and(normals.features()), labels, 2)
            .sampleWeights(weights)
            .inverseRegularization(0.1)
            .fit();
    assertThat(head.weights()).containsExactly(expected.weights(), within(1e-4));
    assertThat(head.bias()).containsExactly(expected.bias(), within(1e-3));
    assertThat(head.converged()).isTrue();
  }

  @Test
  void labelledImagesJoinWithTheMassOfHomeEachClassWithHalfOfIt() {
    SiteImages site = DrawnSite.images(12, 4, WALL, 3);

    LogisticHead head = SiteHead.ofLabels(HOME, site, 1).head();

    int[] labels = new int[216];
    double[] weights = Arrays.copyOf(HOME.weights(), 216);
    for (int i = 0; i < 216; i++) {
      labels[i] = i < 200 ? HOME.labels().get(i) : site.labels().get(i - 200);
      weights[i] = i < 200 ? weights[i] : 1_000.0 / (labels[i] == 1 ? 4 : 12);
    }
    LogisticHead expected =
        LogisticHead.builder(HOME.rows().and(site.features()), labels, 2)
            .sampleWeights(weights)
            .inverseRegularization(0.1)
            .fit();
    assertThat(head.weights()).containsExactly(expected.weights(), within(1e-4));
  }

  /** A wall of which the model of home takes nearly all for cracked. */
  @Test
  void bothMakeOfAWallThatIsTakenForCracksOneThatIsKnown() {
    SiteImages later = DrawnSite.images(400, 400, WALL, 9);
    double before = later.scored(scores(asTrained(), later), 1).falseAlarmsAt(0.5, 0.95).share();
    SiteHead normal = SiteHead.ofNormals(HOME, DrawnSite.images(20, 0, WALL, 4), 1);
    SiteHead labelled = SiteHead.ofLabels(HOME, DrawnSite.images(20, 20, WALL, 5), 1);

    double threshold = normal.expectedFalseAlarms(0.1).threshold();
    double[] scores = scores(normal.head(), later);
    double alarms = IntStream.range(0, 400).filter(i -> scores[i] >= threshold).count() / 400.0;
    double found = IntStream.range(400, 800).filter(i -> scores[i] >= threshold).count() / 400.0;

    assertThat(before).isGreaterThan(0.8);
    assertThat(alarms).isBetween(0.03, 0.25);
    assertThat(found).isGreaterThan(0.7);
    assertThat(auc(labelled.head(), later)).isGreaterThan(0.9);
    assertThat(labelled.auc()).isCloseTo(auc(labelled.head(), later), within(0.1));
  }

  @Test
  void theThresholdIsTheQuantileOfHeldOutScoresAndSaysThatItIsAnEstimate() {
    SiteImages normals = DrawnSite.images(20, 0, WALL, 6);
    SiteHead head = SiteHead.ofNormals(HOME, normals, 1);

    OperatingPoint point = head.expectedFalseAlarms(0.1);

    HeldOutFolds folds = HeldOutFolds.of(normals, 1);
    double[] heldOut = new double[20];
    for (int fold = 0; fold < folds.count(); fold++) {
      SiteImages others = selected(normals, folds.outside(fold));
      LogisticHead other = new SiteFit(HOME, others, List.of(1_000.0, 0.0)).whole();
      for (int image : folds.within(fold)) {
        heldOut[image] = scores(other, selected(normals, image))[0];
      }
    }
    Arrays.sort(heldOut);
    double expected = heldOut[17] + 0.1 * (heldOut[18] - heldOut[17]);
    assertThat(point.threshold()).isCloseTo(expected, within(1e-6));
    assertThat(point.promise()).isEqualTo(Promise.EXPECTED_FALSE_ALARMS);
    assertThat(point.target()).isEqualTo(0.1);
    assertThat(point.count()).isEqualTo(20);
    assertThat(point.digest()).isEqualTo(head.heldOut().digest());
    assertThat(head.words(point))
        .containsExactly(
            "about 10 % of uncracked images like these raise an alarm: estimated, not promised, by"
                + " 20 images of 10 photographs, each scored by a head that did not see its"
                + " photograph",
            "2 of them are above it: with so many it may be 1.2 % to 31.7 %, if each image is of"
                + " its own",
            "a promise of 10 % at 95 % confidence needs 29 other uncracked photographs",
            "how many cracks it finds is not known: no image shows one; 59 cracked photographs"
                + " would tell whether it is 95 %, at 95 % confidence",
            "10 labeled images of each class would improve the head itself");
  }

  private static SiteImages selected(SiteImages images, int... rows) {
    return new SiteImages(
        images.features().select(rows),
        Arrays.stream(rows).mapToObj(images.labels()::get).toList(),
        Arrays.stream(rows).mapToObj(images.units()::get).toList(),
        images.unit());
  }

  @Test
  void quantilesAreThoseOfNumPy() {
    double[] scores = {4, 1, 3, 2};

    assertThat(SiteHead.quantile(scores, 0.9)).isCloseTo(3.7, within(1e-12));
    assertThat(SiteHead.quantile(scores, 0.5)).isEqualTo(2.5);
    assertThat(SiteHead.quantile(new double[] {7}, 0.9)).isEqualTo(7);
  }

  @Test
  void equalScoresAreNoAlarms() {
    SiteImages normals =
        new SiteImages(
            FeatureRows.of(new float[20 * DrawnSite.WIDTH], DrawnSite.WIDTH),
            Collections.nCopies(20, 0),
            IntStream.range(0, 20).mapToObj(String::valueOf).toList(),
            Unit.IMAGE);
    SiteHead head = SiteHead.ofNormals(HOME, normals, 1);

    assertThat(head.heldOut().falseAlarmsAt(head.expectedFalseAlarms(0.1).threshold(), 0.95).hits())
        .isZero();
  }

  @Test
  void theEstimateOfLabelsIsByPhotographWithItsInterval() {
    SiteHead head = SiteHead.ofLabels(HOME, DrawnSite.images(20, 20, WALL, 7), 1);
    SiteSpeech english = new SiteSpeech(Unit.PHOTOGRAPH, Locale.ENGLISH);

    assertThat(head.recall().trials()).isEqualTo(10);
    assertThat(head.falseAlarms().trials()).isEqualTo(10);
    assertThat(head.words())
        .containsExactly(
            english.counted(SiteWord.CRACKED_FOUND, head.recall()),
            english.counted(SiteWord.SOUND_ALARMS, head.falseAlarms()),
            "AUC %.3f over 40 images of 20 photographs; each was scored by a head that did not see its photograph"
                .formatted(head.auc()),
            "a promise needs other images: 59 cracked photographs for 95 % recall at 95 %"
                + " confidence");
    assertThat(head.words().get(0)).matches("\\d+ of 10 cracked photographs found: of all such .*");
  }

  @Test
  void theOrderOfTheImagesDoesNotMatter() {
    SiteImages images = DrawnSite.images(20, 20, WALL, 8);
    int[] reversed = IntStream.range(0, 40).map(i -> 39 - i).toArray();

    SiteHead head = SiteHead.ofLabels(HOME, images, 1);
    SiteHead other = SiteHead.ofLabels(HOME, selected(images, reversed), 1);

    assertThat(other.head().weights()).containsExactly(head.head().weights(), within(1e-4));
    assertThat(other.recall()).isEqualTo(head.recall());
  }

  @Test
  void whatCannotBeDoneIsTold() {
    SiteImages mixed = DrawnSite.images(4, 3, WALL, 1);
    assertThatThrownBy(() -> SiteHead.ofNormals(HOME, mixed, 1))
        .hasMessage("cracked images among the ordinary ones: expected none, found 3 of 7");
    assertThatThrownBy(() -> SiteHead.ofNormals(HOME, DrawnSite.images(2, 0, WALL, 1), 1))
        .hasMessage("too few photographs: expected at least 2, to hold one out, found 1");
    assertThatThrownBy(() -> SiteHead.ofLabels(HOME, DrawnSite.images(4, 0, WALL, 1), 1))
        .hasMessage("no images of a class: expected some of each of 2, found none (class 1)");
    HomeRows three =
        new HomeRows(
            FeatureRows.of(new float[3 * DrawnSite.WIDTH], DrawnSite.WIDTH),
            List.of(0, 1, 2),
            List.of(1L, 1L, 1L));
    assertThatThrownBy(() -> SiteHead.ofNormals(three, DrawnSite.images(4, 0, WALL, 1), 1))
        .hasMessage("ordinary images of no class: expected a model of 2 classes, found 3");
    SiteHead head = SiteHead.ofNormals(HOME, DrawnSite.images(4, 0, WALL, 1), 1);
    assertThatThrownBy(() -> head.expectedFalseAlarms(1))
        .hasMessage("bad rate of false alarms: expected a number above 0 and below 1, found 1.0");
    assertThatThrownBy(
            () -> new SiteImages(mixed.features(), List.of(0), mixed.units(), Unit.IMAGE))
        .hasMessage(
            "images do not fit: expected at least one, with a label and a unit each, found 7, 1"
                + " labels and 7 units");
  }
}
