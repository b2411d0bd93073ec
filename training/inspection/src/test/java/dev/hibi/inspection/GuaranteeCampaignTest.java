package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promises are kept: of calibrations that are drawn, those whose threshold breaks its promise are
 * no more than the confidence allows, but for what chance adds. 500 of each kind here; the whole
 * campaign, which prints how many broke it:
 *
 * <pre>
 * mvn -pl training/inspection -am test -Dtest=GuaranteeCampaignTest -Dhibi.calibrations=10000 \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
final class GuaranteeCampaignTest {
  private static final int CALIBRATIONS = Integer.getInteger("hibi.calibrations", 500);

  /** How often chance alone may exceed this, in standard deviations: once in 30,000. */
  private static final double SIGMAS = 4;

  /**
   * How scores of tiles are drawn: uniform, in so many equal steps (0 for none), a unit's tiles
   * independent.
   *
   * @param units of a calibration
   * @param tiles of a unit
   * @param steps that scores have
   * @param target the recall, or 1 less the rate of false alarms
   * @param confidence of the promise
   */
  record Kind(int units, int tiles, int steps, double target, double confidence) {

    double draw(SplittableRandom random) {
      return steps == 0 ? random.nextDouble() : random.nextInt(steps) / (double) steps;
    }

    /** The share of units whose largest score is at or above a threshold. */
    double shareAtOrAbove(double threshold) {
      double below = Math.max(0, Math.min(1, threshold));
      if (steps != 0) {
        below = Math.min(1, Math.ceil(below * steps) / steps);
      }
      return 1 - Math.pow(below, tiles);
    }

    CalibrationScores calibration(SplittableRandom random) {
      CalibrationScores.Builder builder = CalibrationScores.builder(Unit.PHOTOGRAPH);
      for (int unit = 0; unit < units; unit++) {
        for (int tile = 0; tile < tiles; tile++) {
          builder.add("p" + unit, true, draw(random)).add("n" + unit, false, draw(random));
        }
      }
      return builder.build();
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind(59, 1, 0, 0.95, 0.95),
        new Kind(93, 4, 0, 0.95, 0.95),
        new Kind(200, 1, 0, 0.9, 0.9),
        new Kind(100, 1, 10, 0.9, 0.9),
        new Kind(150, 3, 64, 0.95, 0.9),
        new Kind(60, 1, 2, 0.9, 0.95));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void promisesAreBrokenNoMoreOftenThanTheConfidenceAllows(Kind kind) {
    SplittableRandom random = new SplittableRandom(1);
    int recallBroken = 0;
    int falseAlarmsBroken = 0;
    for (int i = 0; i < CALIBRATIONS; i++) {
      CalibrationScores scores = kind.calibration(random);
      double found = scores.forRecall(kind.target, kind.confidence).threshold();
      double alarms = scores.forFalseAlarms(1 - kind.target, kind.confidence).threshold();
      recallBroken += kind.shareAtOrAbove(found) < kind.target ? 1 : 0;
      falseAlarmsBroken += kind.shareAtOrAbove(alarms) > 1 - kind.target ? 1 : 0;
    }
    System.out.printf(
        "%s: of %d broken: recall %d, false alarms %d%n",
        kind, CALIBRATIONS, recallBroken, falseAlarmsBroken);

    double allowed = (1 - kind.confidence) * CALIBRATIONS;
    double most = allowed + SIGMAS * Math.sqrt(allowed * kind.confidence);
    assertThat(recallBroken).as("recall").isLessThanOrEqualTo((int) most);
    assertThat(falseAlarmsBroken).as("false alarms").isLessThanOrEqualTo((int) most);
  }
}
