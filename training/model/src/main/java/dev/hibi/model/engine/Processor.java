package dev.hibi.model.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The processor as PyTorch sees it: its libraries choose their code by its model and instructions,
 * and other code may round otherwise.
 */
public final class Processor {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What ATen asks for before it uses its code for AVX-512. */
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512vl", "avx512bw", "avx512dq", "fma");

  /** What ATen asks for before it hands numbers in bfloat16 to oneDNN. */
  private static final Set<String> BFLOAT16 = Set.of("avx512bw", "avx512vl", "avx512dq");

  /** What it also takes, and what all have that have this, which Linux does not tell of. */
  private static final List<String> NARROW_BFLOAT16 = List.of("avx_ne_convert", "avx_vnni");

  private Processor() {}

  /** This machine's, such as {@code AMD EPYC, AVX512}. */
  public static String describe() {
    return describe(cpuInfo(), System.getenv(), System.getProperty("os.arch", ""));
  }

  /** Whether it multiplies bfloat16 itself, and is not told to do without. */
  static boolean multipliesBfloat16() {
    return multipliesBfloat16(cpuInfo(), System.getenv());
  }

  /**
   * Of what Linux tells; what it does not tell of is not there.
   *
   * @param environment may limit what oneDNN uses by {@code ONEDNN_MAX_CPU_ISA}, and what ATen uses
   *     by {@code ATEN_CPU_CAPABILITY}: with either set, the answer is no
   */
  static boolean multipliesBfloat16(List<String> cpuInfo, Map<String, String> environment) {
    if (limited(environment)) {
      return false;
    }
    Set<String> flags = flags(cpuInfo);
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16");
  }

  /**
   * Whether PyTorch certainly has no code of oneDNN for bfloat16 here, fast or slow: it asks for
   * {@code avx512bw}, {@code avx512vl} and {@code avx512dq}, or {@code avx_ne_convert}.
   */
  static boolean refusesBfloat16() {
    return refusesBfloat16(cpuInfo());
  }

  /** Of what Linux tells; where it tells nothing, the answer is no. */
  static boolean refusesBfloat16(List<String> cpuInfo) {
    Set<String> flags = flags(cpuInfo);
    return flags.contains("fpu")
        && !flags.containsAll(BFLOAT16)
        && NARROW_BFLOAT16.stream().noneMatch(flags::contains);
  }

  /**
   * Whether PyTorch multiplies integers of 8 bits with oneDNN here: it asks for {@code
   * avx512_vnni}; elsewhere it takes another library, whose sums saturate.
   */
  static boolean multipliesInt8() {
    return multipliesInt8(cpuInfo(), System.getenv());
  }

  /** As {@link #multipliesBfloat16(List, Map)} has it. */
  static boolean multipliesInt8(List<String> cpuInfo, Map<String, String> environment) {
    return !limited(environment) && flags(cpuInfo).contains("avx512_vnni");
  }

  private static boolean limited(Map<String, String> environment) {
    return environment.containsKey("ONEDNN_MAX_CPU_ISA")
        || environment.containsKey("DNNL_MAX_CPU_ISA")
        || environment.containsKey("ATEN_CPU_CAPABILITY");
  }

  private static List<String> cpuInfo() {
    try {
      return Files.isReadable(CPU_INFO)
          ? Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1)
          : List.of();
    } catch (IOException e) {
      return List.of(); // what is not known cannot be told
    }
  }

  private static Set<String> flags(List<String> cpuInfo) {
    return Set.of(value(cpuInfo, "flags", "").split("(?U)\\s+"));
  }

  /**
   * Of what Linux tells.
   *
   * @param cpuInfo lines of {@code /proc/cpuinfo}; empty elsewhere
   * @param environment may limit what ATen uses by {@code ATEN_CPU_CAPABILITY}
   */
  static String describe(List<String> cpuInfo, Map<String, String> environment, String arch) {
    String model = value(cpuInfo, "model name", arch);
    Set<String> flags = flags(cpuInfo);
    String limit = environment.getOrDefault("ATEN_CPU_CAPABILITY", "").toUpperCase(Locale.ROOT);
    String found =
        flags.containsAll(AVX512)
            ? "AVX512"
            : flags.contains("avx2") && flags.contains("fma") ? "AVX2" : "";
    String used = limit.isEmpty() ? found : limit;
    return used.isEmpty() ? model : model + ", " + used;
  }

  private static String value(List<String> cpuInfo, String key, String absent) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(absent);
  }
}
