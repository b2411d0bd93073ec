package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProcessorTest {
  private static final List<String> ZEN4 =
      List.of(
          "processor\t: 0",
          "model name\t: AMD EPYC",
          "flags\t\t: fpu sse2 fma avx avx2 avx512f avx512dq avx512bw avx512vl",
          "model name\t: AMD EPYC");
  private static final List<String> HASWELL =
      List.of("model name\t: Intel Xeon", "flags\t\t: fpu sse2 fma avx avx2");

  @Test
  void itIsTheModelAndTheInstructionsThatPyTorchUses() {
    assertThat(Processor.describe(ZEN4, Map.of(), "amd64")).isEqualTo("AMD EPYC, AVX512");
    assertThat(Processor.describe(HASWELL, Map.of(), "amd64")).isEqualTo("Intel Xeon, AVX2");
  }

  @Test
  void theUserMayLimitTheInstructions() {
    assertThat(Processor.describe(ZEN4, Map.of("ATEN_CPU_CAPABILITY", "avx2"), "amd64"))
        .isEqualTo("AMD EPYC, AVX2");
  }

  @Test
  void elsewhereItIsTheArchitecture() {
    assertThat(Processor.describe(List.of(), Map.of(), "aarch64")).isEqualTo("aarch64");
  }
}
