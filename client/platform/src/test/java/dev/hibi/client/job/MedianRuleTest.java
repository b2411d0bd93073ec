package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MedianRuleTest {
  private final MedianRule highest = new MedianRule(2, Comparator.reverseOrder());

  @Test
  void losesWhoIsWorseThanHalfOfTheOthersAfterAsManyValues() {
    List<List<Double>> others =
        List.of(List.of(0.5, 0.7, 0.9), List.of(0.6, 0.8), List.of(0.1, 0.2));

    assertThat(highest.isLosing(List.of(0.6, 0.69), others)).isTrue();
    assertThat(highest.isLosing(List.of(0.7, 0.1), others)).isFalse(); // its best counts
    assertThat(highest.isLosing(List.of(0.1), others)).isFalse(); // too early
  }

  @Test
  void nobodyLosesAgainstFewerThanThree() {
    assertThat(highest.isLosing(List.of(0.0, 0.0), List.of(List.of(1.0, 1.0), List.of(1.0, 1.0))))
        .isFalse();
    assertThat(
            highest.isLosing(
                List.of(0.0, 0.0), List.of(List.of(1.0, 1.0), List.of(1.0, 1.0), List.of(1.0))))
        .isFalse();
  }

  @Test
  void theLowestCountsWhereThatIsBetter() {
    MedianRule lowest = new MedianRule(1, Comparator.naturalOrder());
    List<List<Double>> others = List.of(List.of(0.3), List.of(0.2), List.of(0.4));

    assertThat(lowest.isLosing(List.of(0.31), others)).isTrue();
    assertThat(lowest.isLosing(List.of(0.29), others)).isFalse();
  }
}
