package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that draw each class as often. */
final class BalancedRunTest extends RunFixture {

  @ParameterizedTest
  @EnumSource(names = "NORMAL", mode = EnumSource.Mode.EXCLUDE)
  void aRunThatWasStoppedInMidEpochEndsWithTheSameWeightsToTheBit(TrainingMode mode)
      throws IOException {
    FitConfig shuffled = runs.config(mode).toBuilder().epochs(2).build();
    FitConfig balanced = shuffled.toBuilder().balanced(true).build();
    runs.run(shuffled, "shuffled").build().fit();
    TrainingResult whole = runs.run(balanced, "whole").build().fit();
    FitListener power = Runs.powerFailure(17);
    assertThatThrownBy(() -> runs.run(balanced, "stopped").listener(power).build().fit())
        .hasMessage("power failure");

    runs.run(balanced, "stopped").resume(true).build().fit();

    assertThat(runs.model("stopped")).hasSameBinaryContentAs(runs.model("whole"));
    assertThat(Files.mismatch(runs.model("whole"), runs.model("shuffled"))).isNotNegative();
    assertThat(whole.history()).extracting(EpochMetrics::step).containsExactly(10L, 20L);
    assertThat(whole.description().provenance().settings()).contains("\"sampler\":\"balanced-1\"");
  }

  @Test
  void aRunGoesOnBalancedWhereThatIsAccepted() throws IOException {
    FitConfig shuffled =
        Runs.scratch().epochs(1).schedule(new LearningRateSchedule.Constant()).build();
    FitConfig balanced = shuffled.toBuilder().epochs(2).balanced(true).build();
    runs.run(shuffled, "run").build().fit();

    assertThatThrownBy(() -> runs.run(balanced, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: sampler: expected fisher-yates-1, found balanced-1; can be"
                + " accepted: sampler (%s)",
            directory.resolve("run/checkpoints"));
    TrainingResult result =
        runs.run(balanced, "run").resume(true).accept(Set.of("sampler")).build().fit();

    assertThat(result.history()).hasSize(2);
  }
}
