package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

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
