package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.inspection.ReliabilityTable.Bin;
import org.junit.jupiter.api.Test;

final class ReliabilityTableTest {
  @Test
  void eachBinTellsHowManyWerePositive() {
    double[] probabilities = {0, 0.1, 0.25, 0.7, 0.75, 0.8, 1};
    boolean[] positive = {false, false, true, false, true, true, true};

    ReliabilityTable table = ReliabilityTable.of(probabilities, positive, 4);

    assertThat(table.bins()).hasSize(4);
    Bin lowest = table.bins().get(0);
    assertThat(lowest.low()).isZero();
    assertThat(lowest.high()).isEqualTo(0.25);
    assertThat(lowest.meanProbability()).isCloseTo(0.35 / 3, within(1e-12));
    assertThat(lowest.positives()).isEqualTo(new ClopperPearson(1, 3, 0.95));
    assertThat(table.bins().get(2).positives()).isEqualTo(new ClopperPearson(1, 2, 0.95));
    assertThat(table.bins().get(3).count()).isEqualTo(2);
    // (|1 - 0.35| + |1 - 1.45| + |2 - 1.8|) / 7
    assertThat(table.expectedError()).isCloseTo(1.3 / 7, within(1e-12));
  }

  @Test
  void anEmptyBinKnowsNothing() {
    Bin empty = ReliabilityTable.of(new double[] {0.9}, new boolean[] {true}, 2).bins().get(0);

    assertThat(empty.count()).isZero();
    assertThat(empty.meanProbability()).isNaN();
    assertThat(empty.positives().low()).isZero();
    assertThat(empty.positives().high()).isOne();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ReliabilityTable.of(new double[2], new boolean[3], 4))
        .hasMessage("wrong number of labels: expected one for each of 2 probabilities, found 3");
    assertThatThrownBy(() -> ReliabilityTable.of(new double[] {1.5}, new boolean[1], 4))
        .hasMessage("bad probability: expected 0 to 1, found 1.5");
    assertThatThrownBy(() -> ReliabilityTable.of(new double[1], new boolean[1], 0))
        .hasMessage("bad number of bins: expected at least 1, found 0");
  }
}
