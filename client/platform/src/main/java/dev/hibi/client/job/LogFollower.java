package dev.hibi.client.job;

import dev.hibi.client.KamonohashiException;
import dev.hibi.client.transfer.GrowingFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a log has grown by, in whole lines. Not thread-safe. */
final class LogFollower {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final int PART = 1 << 20;
  private static final int LONGEST_LINE = 1 << 20;

  private final GrowingFile log;
  private final Patience trouble;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long position;

  LogFollower(GrowingFile log, Patience trouble, Consumer<String> lines) {
    this.log = log;
    this.trouble = trouble;
    this.lines = lines;
  }

  /**
   * Reads all that is there.
   *
   * @throws KamonohashiException if the storage has failed for longer than the patience
   */
  void read() {
    try {
      byte[] part = log.read(position, PART);
      while (part.length > 0) {
        accept(part);
        part = log.read(position, PART);
      }
      trouble.renew();
    } catch (KamonohashiException e) {
      if (!e.retryable() || !trouble.bears()) {
        throw e;
      }
      LOG.debug("log is tried again: {}", e.getMessage());
    }
  }

  /** The line that has no end, if there is one. */
  void end() {
    if (line.size() > 0) {
      emit();
    }
  }

  private void accept(byte[] bytes) {
    position += bytes.length;
    for (byte b : bytes) {
      if (b == '\n') {
        emit();
      } else {
        if (line.size() >= LONGEST_LINE && (b & 0xC0) != 0x80) { // not within a character
          emit();
        }
        line.write(b);
      }
    }
  }

  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
