package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.engine.PyTorch;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ComputeThreadsTest {

  @Test
  void theNumberHoldsForAComputationAndIsThenWhatItWas() throws IOException {
    int before = PyTorch.computeThreads();

    int during = ComputeThreads.with(before + 1, PyTorch::computeThreads);

    assertThat(during).isEqualTo(before + 1);
    assertThat(PyTorch.computeThreads()).isEqualTo(before);
  }

  @Test
  void itIsWhatItWasAfterAFailureToo() {
    int before = PyTorch.computeThreads();

    assertThatThrownBy(
            () ->
                ComputeThreads.with(
                    before + 1,
                    () -> {
                      throw new IOException("power failure");
                    }))
        .hasMessage("power failure");
    assertThat(PyTorch.computeThreads()).isEqualTo(before);
  }

  @Test
  void aNumberThatNoRunHasHadIsRefused() {
    assertThatThrownBy(() -> ComputeThreads.with(0, () -> "computed"))
        .isInstanceOf(IOException.class)
        .hasMessage("bad number of compute threads: expected 1 to 4096, found 0");
  }
}
