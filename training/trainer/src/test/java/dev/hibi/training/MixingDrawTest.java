package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.network.StepSpec;
import dev.hibi.model.network.StepSpec.Mixing;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class MixingDrawTest {
  private static final int EDGE = 32;

  @Test
  void sharesHaveMeanAndVarianceOfTheBetaDistribution() {
    for (double alpha : new double[] {0.01, 0.2, 1, 4}) {
      SplittableRandom random = new SplittableRandom(1);
      double[] shares =
          random.longs(100_000).mapToDouble(i -> MixingDraw.beta(alpha, random)).toArray();
      double mean = 0;
      double square = 0;
      for (double share : shares) {
        assertThat(share).isBetween(0.0, 1.0);
        mean += share / shares.length;
        square += share * share / shares.length;
      }
      assertThat(mean).as("alpha %s", alpha).isCloseTo(0.5, within(0.006));
      assertThat(square - mean * mean)
          .as("alpha %s", alpha)
          .isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.003));
    }
  }

  @Test
  void aStepIsMixedByItsNumberAndTheSeedAlone() {
    MixingDraw draw = new MixingDraw(StepSpec.builder().mixup(1).cutmix(1).build(), 7, EDGE);

    assertThat(draw.at(3)).isEqualTo(draw.at(3)).isNotEqualTo(draw.at(4));
    assertThat(new MixingDraw(draw.spec(), 8, EDGE).at(3)).isNotEqualTo(draw.at(3));
  }

  @Test
  void whereBothAreAskedForAboutHalfOfTheStepsHaveABox() {
    MixingDraw both = new MixingDraw(StepSpec.builder().mixup(1).cutmix(1).build(), 0, EDGE);
    MixingDraw mixup = new MixingDraw(StepSpec.builder().mixup(1).build(), 0, EDGE);
    MixingDraw cutmix = new MixingDraw(StepSpec.builder().cutmix(1).build(), 0, EDGE);

    assertThat(boxes(both)).isBetween(430L, 570L);
    assertThat(boxes(mixup)).isZero();
    assertThat(boxes(cutmix)).isGreaterThan(900);
    assertThat(new MixingDraw(StepSpec.PLAIN, 0, EDGE).at(0)).isEqualTo(Mixing.NONE);
  }

  private static long boxes(MixingDraw draw) {
    return LongStream.range(0, 1000).mapToObj(draw::at).filter(m -> m.bottom() > m.top()).count();
  }
}
