package dev.hibi.training;

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
final class Processor {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What ATen asks for before it uses its code for AVX-512. */
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512vl", "avx512bw", "avx512dq", "fma");

  private Processor() {}

  /** This machine's, such as {@code AMD EPYC, AVX512}. */
  static String describe() {
    List<String> lines = List.of();
    try {
      if (Files.isReadable(CPU_INFO)) {
        lines = Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1);
      }
    } catch (IOException e) {
      lines = List.of(); // what is not known cannot be told
    }
    return describe(lines, System.getenv(), System.getProperty("os.arch", ""));
  }

  /**
   * Of what Linux tells.
   *
   * @param cpuInfo lines of {@code /proc/cpuinfo}; empty elsewhere
   * @param environment may limit what ATen uses by {@code ATEN_CPU_CAPABILITY}
   */
  static String describe(List<String> cpuInfo, Map<String, String> environment, String arch) {
    String model = value(cpuInfo, "model name", arch);
    Set<String> flags = Set.of(value(cpuInfo, "flags", "").split("(?U)\\s+"));
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
