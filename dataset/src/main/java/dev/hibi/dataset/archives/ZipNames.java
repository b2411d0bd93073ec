package dev.hibi.dataset.archives;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * In which charset an archive writes its names.
 *
 * <p>UTF-8 where the entry's flag or its Unicode path field says so. The others are in the charset
 * given; without one in UTF-8 if all of them are valid UTF-8, else in windows-31j (CP932), which
 * Japanese Windows writes, if all of them are valid in it.
 */
final class ZipNames {
  private static final String JAPANESE = "windows-31j";

  private final @Nullable Charset given;
  private final @Nullable Charset japanese =
      Charset.isSupported(JAPANESE) ? Charset.forName(JAPANESE) : null;
  private boolean utf8 = true;
  private boolean japaneseFits = japanese != null;
  private byte @Nullable [] strange;

  ZipNames(@Nullable Charset given) {
    this.given = given;
  }

  /** Takes account of an entry. */
  void see(ZipDirectory entry) {
    byte[] name = entry.name();
    if (given != null || entry.utf8Name() != null || isAscii(name)) {
      return;
    }
    utf8 = utf8 && decode(name, StandardCharsets.UTF_8) != null;
    japaneseFits = japaneseFits && japanese != null && decode(name, japanese) != null;
    if (!utf8 && !japaneseFits && strange == null) {
      strange = name;
    }
  }

  /**
   * The charset of all names seen that do not say theirs.
   *
   * @throws MalformedDatasetException if none fits
   */
  Charset charset(String archive) throws MalformedDatasetException {
    if (given != null) {
      return given;
    }
    if (utf8) {
      return StandardCharsets.UTF_8;
    }
    if (japanese != null && japaneseFits) {
      return japanese;
    }
    throw new MalformedDatasetException(
        "unknown charset of names: expected UTF-8, windows-31j or the one of --zip-charset, found %s"
            .formatted(quoted(strange == null ? new byte[0] : strange)),
        archive);
  }

  /** The name of an entry. */
  static String name(ZipDirectory entry, Charset charset, String archive)
      throws MalformedDatasetException {
    byte[] utf8Name = entry.utf8Name();
    Charset used = utf8Name != null ? StandardCharsets.UTF_8 : charset;
    byte[] bytes = utf8Name != null ? utf8Name : entry.name();
    String name =
        isAscii(bytes) ? new String(bytes, StandardCharsets.ISO_8859_1) : decode(bytes, used);
    if (name == null) {
      throw new MalformedDatasetException(
          "bad zip: expected names in %s, found %s".formatted(used.name(), quoted(bytes)), archive);
    }
    return name;
  }

  /**
   * Refuses the name of an image that could not be shown or kept as a relative path.
   *
   * @throws MalformedDatasetException if it is empty or absolute, or holds {@code ..} or a control
   *     character
   */
  static void checkSafe(String name, String archive) throws MalformedDatasetException {
    String problem = null;
    if (name.chars().anyMatch(Character::isISOControl)) {
      problem = "a control character";
    } else if (name.startsWith("/") || name.startsWith("\\") || name.matches("(?s)[A-Za-z]:.*")) {
      problem = "an absolute one";
    } else if (name.contains("..") && name.matches("(?s)(.*[/\\\\])?\\.\\.([/\\\\].*)?")) {
      problem = "one with '..'";
    }
    if (problem != null) {
      throw new MalformedDatasetException(
          "unsafe name: expected a relative path, found " + problem, archive + "!" + escaped(name));
    }
  }

  /** With control characters as {@code \}{@code u0007}, so that a message is one line of text. */
  static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      text.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return text.toString();
  }

  private static String quoted(byte[] name) {
    StringBuilder text = new StringBuilder("bytes");
    for (int i = 0; i < Math.min(16, name.length); i++) {
      text.append(String.format(" %02x", name[i]));
    }
    return text.append(name.length > 16 ? " ..." : "").toString();
  }

  private static boolean isAscii(byte[] name) {
    for (byte b : name) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String decode(byte[] name, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
