package dev.hibi.cli.console;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Optional;

/** Text that a terminal can only show. Thread-safe. */
final class VisibleText {
  private static final String DIRECTIONS = "\u061c\u200e\u200f";

  /** Empty if every character can be written. */
  private final Optional<CharsetEncoder> encoder;

  private VisibleText(Optional<CharsetEncoder> encoder) {
    this.encoder = encoder;
  }

  /** For a console of a charset. */
  static VisibleText in(Charset charset) {
    boolean all = charset.name().startsWith("UTF") || !charset.canEncode();
    return new VisibleText(all ? Optional.empty() : Optional.of(charset.newEncoder()));
  }

  /** With what could be obeyed, and what could not be written, as {@code \}{@code u001b}. */
  String of(String text) {
    int plain = 0;
    while (plain < text.length() && isAscii(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length() + 16).append(text, 0, plain);
    text.codePoints().skip(plain).forEach(c -> append(c, visible));
    return visible.toString();
  }

  private static boolean isAscii(char c) {
    return c == '\t' || (c >= ' ' && c < 0x7f);
  }

  private void append(int c, StringBuilder visible) {
    String text = Character.toString(c);
    if (c == '\t' || (!isObeyed(c) && isWritten(text))) {
      visible.append(text);
    } else {
      text.chars().forEach(unit -> visible.append(String.format("\\u%04x", unit)));
    }
  }

  /** Controls, ends of lines, and what changes the direction of what follows. */
  private static boolean isObeyed(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || DIRECTIONS.indexOf(c) >= 0
        || (c >= 0xd800 && c <= 0xdfff);
  }

  private synchronized boolean isWritten(String text) {
    return encoder.isEmpty() || encoder.get().canEncode(text);
  }
}
