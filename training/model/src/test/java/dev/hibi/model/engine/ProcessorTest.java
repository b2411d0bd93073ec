package dev.hibi.model.engine;

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

  @Test
  void multipliesBfloat16WhereLinuxSaysSo() {
    List<String> zen4 = List.of("flags\t\t: fpu avx512f avx512_bf16");
    List<String> sapphireRapids = List.of("flags\t\t: fpu avx512f amx_bf16 amx_tile");
    List<String> skylake = List.of("flags\t\t: fpu avx512f avx512bw");

    assertThat(Processor.multipliesBfloat16(zen4, Map.of())).isTrue();
    assertThat(Processor.multipliesBfloat16(sapphireRapids, Map.of())).isTrue();
    assertThat(Processor.multipliesBfloat16(skylake, Map.of())).isFalse();
    assertThat(Processor.multipliesBfloat16(List.of(), Map.of())).isFalse();
  }

  @Test
  void multipliesNoBfloat16WhereItsInstructionsAreLimited() {
    List<String> zen4 = List.of("flags\t\t: fpu avx512f avx512_bf16");

    assertThat(Processor.multipliesBfloat16(zen4, Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"))).isFalse();
    assertThat(Processor.multipliesBfloat16(zen4, Map.of("ATEN_CPU_CAPABILITY", "avx2"))).isFalse();
  }

  @Test
  void multipliesIntegersOf8BitsWhereLinuxSaysSoAndInstructionsAreNotLimited() {
    List<String> zen4 = List.of("flags\t\t: fpu avx512f avx512_vnni");
    List<String> alderLake = List.of("flags\t\t: fpu avx2 avx_vnni");

    assertThat(Processor.multipliesInt8(zen4, Map.of())).isTrue();
    assertThat(Processor.multipliesInt8(alderLake, Map.of())).isFalse();
    assertThat(Processor.multipliesInt8(List.of(), Map.of())).isFalse();
    assertThat(Processor.multipliesInt8(zen4, Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"))).isFalse();
  }

  @Test
  void refusesBfloat16WhereLinuxSaysThatThereIsNoCodeForIt() {
    List<String> lunarLake = List.of("flags\t\t: fpu avx2 fma avx_vnni"); // and avx_ne_convert
    List<String> half = List.of("flags\t\t: fpu avx2 fma avx512f avx512dq avx512bw");
    List<String> graviton = List.of("Features\t: fp asimd bf16");

    assertThat(Processor.refusesBfloat16(HASWELL)).isTrue();
    assertThat(Processor.refusesBfloat16(half)).isTrue();
    assertThat(Processor.refusesBfloat16(ZEN4)).isFalse();
    assertThat(Processor.refusesBfloat16(lunarLake)).isFalse();
    assertThat(Processor.refusesBfloat16(graviton)).isFalse();
    assertThat(Processor.refusesBfloat16(List.of())).isFalse();
  }
}
