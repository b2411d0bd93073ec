package dev.hibi.model.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much more memory this process may take. */
public final class AvailableMemory {
  private static final Path MACHINE = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

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
      for (String line : Files.readAllLines(MACHINE)) {
        if (line.startsWith(AVAILABLE)) {
          long machine = 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")); // in kB
          // A container's limit is below the machine's total, and counts the cache of its files.
          return system.getTotalMemorySize() < total() ? Math.min(free, machine) : machine;
        }
      }
    } catch (IOException | RuntimeException e) {
      return free; // another system
    }
    return free;
  }

  private static long total() throws IOException {
    for (String line : Files.readAllLines(MACHINE)) {
      if (line.startsWith("MemTotal:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }
}
