package dev.hibi.model.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much more memory this process may take. */
public final class AvailableMemory {
  private static final Path MACHINE = Path.of("/proc/meminfo");

  private AvailableMemory() {}

  /**
   * Bytes: what the machine can give without swapping, and within the limit of the container, if it
   * is in one.
   */
  public static long bytes() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long free = system.getFreeMemorySize(); // of the container; without the cache of files
    try {
      List<String> machine = Files.readAllLines(MACHINE);
      long available = bytes(machine, "MemAvailable:");
      // A container's limit is below the machine's total, and counts the cache of its files.
      boolean contained = system.getTotalMemorySize() < bytes(machine, "MemTotal:");
      return contained ? Math.min(free, available) : available;
    } catch (IOException | RuntimeException e) {
      return free; // another system
    }
  }

  private static long bytes(List<String> lines, String name) {
    String line = lines.stream().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
    return 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")); // in kB
  }
}
