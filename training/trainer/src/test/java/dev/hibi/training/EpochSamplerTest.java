package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EpochSamplerTest {

  @Test
  void everySampleIsServedOnce() {
    List<List<Long>> batches = EpochSampler.shuffled(32, 0, 0).batches(100);

    assertThat(batches).extracting(List::size).containsExactly(32, 32, 32, 4);
    assertThat(batches.stream().flatMap(List::stream).sorted())
        .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void theOrderFollowsFromSeedAndEpochAlone() {
    List<List<Long>> order = EpochSampler.shuffled(8, 7, 3).batches(50);

    assertThat(EpochSampler.shuffled(8, 7, 3).batches(50)).isEqualTo(order);
    assertThat(EpochSampler.shuffled(8, 7, 4).batches(50)).isNotEqualTo(order);
    assertThat(EpochSampler.shuffled(8, 8, 3).batches(50)).isNotEqualTo(order);
  }

  @Test
  void aLastBatchOfOneSampleJoinsTheBatchBeforeItWhileTraining() {
    assertThat(EpochSampler.shuffled(8, 0, 0).batches(17))
        .extracting(List::size)
        .containsExactly(8, 9);
    assertThat(EpochSampler.inOrder(8).batches(17)).extracting(List::size).containsExactly(8, 8, 1);
  }

  /** 90 samples of one class, 10 of another. */
  private static TrainingOrder balanced(int batchSize, long seed) {
    return TrainingOrder.balanced(batchSize, seed, 100, i -> i % 10 == 3 ? 1 : 0);
  }

  /**
   * What {@code WeightedRandomSampler([1 / 90] * 90 + [1 / 10] * 10, 100)} has on average: 50 of
   * each class, so 5 times each sample of the rare one.
   */
  @Test
  void balancedEachClassComesAsOften() {
    int[] times = new int[100];
    for (int epoch = 0; epoch < 200; epoch++) {
      List<List<Long>> batches = balanced(32, 0).of(epoch).batches(100);
      assertThat(batches).extracting(List::size).containsExactly(32, 32, 32, 4);
      batches.forEach(batch -> batch.forEach(index -> times[index.intValue()]++));
    }

    int rare = 0;
    for (int i = 0; i < 100; i++) {
      rare += i % 10 == 3 ? times[i] : 0;
      // 4 standard deviations of a binomial distribution
      assertThat((double) times[i])
          .as("sample %d", i)
          .isCloseTo(i % 10 == 3 ? 1000 : 111, within(i % 10 == 3 ? 125.0 : 42.0));
    }
    assertThat((double) rare).isCloseTo(10_000, within(283.0));
  }

  @Test
  void balancedTheDrawsFollowFromSeedAndEpochAlone() {
    List<List<Long>> drawn = balanced(8, 7).of(3).batches(100);

    assertThat(balanced(8, 7).of(3).batches(100)).isEqualTo(drawn);
    assertThat(balanced(8, 7).of(3).after(5).batches(100)).isEqualTo(drawn.subList(5, 13));
    assertThat(balanced(8, 7).of(4).batches(100)).isNotEqualTo(drawn);
    assertThat(balanced(8, 8).of(3).batches(100)).isNotEqualTo(drawn);
  }

  @Test
  void aClassWithoutSamplesIsDrawnFromNoMore() {
    TrainingOrder order = TrainingOrder.balanced(4, 0, 17, i -> i < 3 ? 0 : 2);

    assertThat(order.of(0).batches(17)).extracting(List::size).containsExactly(4, 4, 4, 5);
  }

  @Test
  void theNumberOfBatchesIsKnownBeforehand() {
    for (int samples = 1; samples < 70; samples++) {
      assertThat(EpochSampler.batchCount(samples, 8))
          .as("%d samples", samples)
          .isEqualTo(EpochSampler.shuffled(8, 0, 0).batches(samples).size());
    }
  }

  @Test
  void evaluationKeepsTheOrder() {
    assertThat(EpochSampler.inOrder(2).batches(5))
        .containsExactly(List.of(0L, 1L), List.of(2L, 3L), List.of(4L));
  }
}
