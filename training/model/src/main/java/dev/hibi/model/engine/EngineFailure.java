package dev.hibi.model.engine;

import ai.djl.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the engine says of a failure, in one line. */
final class EngineFailure {
  private static final Pattern GPU_FULL =
      Pattern.compile("CUDA out of memory\\. Tried to allocate (.+?)\\. .* of which (.+?) is free");
  private static final Pattern CPU_FULL =
      Pattern.compile(
          "DefaultCPUAllocator: (?:can't allocate memory|not enough memory).*?"
              + "you tried to allocate (\\d+) bytes");

  private EngineFailure() {}

  /** What the engine says, without the listing of the script that it puts before it. */
  static String reason(@Nullable String message, Device device) {
    return reason(message, device, "smaller batches or images need less");
  }

  /**
   * As the other; a full memory is told with a remedy.
   *
   * @param batch how many images or features were computed at once
   */
  static String reason(@Nullable String message, Device device, long batch) {
    return reason(
        message,
        device,
        batch > 1
            ? "a batch smaller than %d needs less".formatted(batch)
            : "a smaller image needs less");
  }

  private static String reason(@Nullable String message, Device device, String remedy) {
    String marker = "RuntimeError: ";
    int at = message == null ? -1 : message.lastIndexOf(marker);
    String reason =
        firstLine(message == null || at < 0 ? message : message.substring(at + marker.length()));
    Matcher gpu = GPU_FULL.matcher(reason);
    if (gpu.find()) {
      return "out of memory: expected %s more, found %s (gpu:%d; %s)"
          .formatted(gpu.group(1), gpu.group(2), device.getDeviceId(), remedy);
    }
    Matcher cpu = CPU_FULL.matcher(reason);
    return cpu.find()
        ? "out of memory: expected %s bytes more, found less (cpu; %s)"
            .formatted(cpu.group(1), remedy)
        : reason;
  }

  static String firstLine(@Nullable String message) {
    return message == null ? "no message" : message.lines().findFirst().orElse("");
  }
}
