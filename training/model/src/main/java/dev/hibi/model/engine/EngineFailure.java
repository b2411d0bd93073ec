package dev.hibi.model.engine;

import ai.djl.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the engine says of a failure, in one line. */
final class EngineFailure {
  private static final Pattern GPU_FULL =
      Pattern.compile("CUDA out of memory\\. Tried to allocate (.+?)\\. .* of which (.+?) is free");

  private EngineFailure() {}

  /** What the engine says, without the listing of the script that it puts before it. */
  static String reason(@Nullable String message, Device device) {
    String marker = "RuntimeError: ";
    int at = message == null ? -1 : message.lastIndexOf(marker);
    String reason = message == null || at < 0 ? message : message.substring(at + marker.length());
    Matcher full = GPU_FULL.matcher(firstLine(reason));
    return full.find()
        ? "out of memory: expected %s more, found %s (gpu:%d; smaller batches or images need less)"
            .formatted(full.group(1), full.group(2), device.getDeviceId())
        : firstLine(reason);
  }

  static String firstLine(@Nullable String message) {
    return message == null ? "no message" : message.lines().findFirst().orElse("");
  }
}
