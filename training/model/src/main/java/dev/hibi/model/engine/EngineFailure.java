package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.io.Serializable;
import java.util.Optional;
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
    String words = words(message);
    return shortage(words, device)
        .map(full -> full.message("smaller batches or images need less"))
        .orElse(words);
  }

  /**
   * What to throw of a call that failed.
   *
   * @param batch how many images or features were computed at once
   */
  static EngineException of(EngineException e, Device device, long batch) {
    String words = words(e.getMessage());
    Optional<Shortage> full = shortage(words, device);
    return full.isPresent()
        ? new BatchMemoryException(full.get(), batch, "", e)
        : new EngineException(words, e);
  }

  /**
   * What memory lacked, and where.
   *
   * @param bytes that were asked for in one piece; 0 where that is not told
   */
  record Shortage(String lack, String place, long bytes) implements Serializable {

    String message(String remedy) {
      return "out of memory: %s (%s; %s)".formatted(lack, place, remedy);
    }
  }

  private static String words(@Nullable String message) {
    String marker = "RuntimeError: ";
    int at = message == null ? -1 : message.lastIndexOf(marker);
    return firstLine(message == null || at < 0 ? message : message.substring(at + marker.length()));
  }

  private static Optional<Shortage> shortage(String words, Device device) {
    Matcher gpu = GPU_FULL.matcher(words);
    if (gpu.find()) {
      return Optional.of(
          new Shortage(
              "expected %s more, found %s".formatted(gpu.group(1), gpu.group(2)),
              "gpu:" + device.getDeviceId(),
              0));
    }
    Matcher cpu = CPU_FULL.matcher(words);
    return cpu.find()
        ? Optional.of(
            new Shortage(
                "expected %s bytes more, found less".formatted(cpu.group(1)),
                "cpu",
                Long.parseLong(cpu.group(1))))
        : Optional.empty();
  }

  static String firstLine(@Nullable String message) {
    return message == null ? "no message" : message.lines().findFirst().orElse("");
  }
}
