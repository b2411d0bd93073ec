package dev.hibi.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lets one in, cut out of what a server says. */
final class Secrets {
  private static final String CUT = "…";

  /** A shorter one could be a part of any word. */
  private static final int SHORTEST_TOKEN = 8;

  /** Tokens of the platform; and whatever stands where a header has a token or a password. */
  private static final Pattern SUSPECTS =
      Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*|((?i:bearer|basic))\\s+(\\S+)");

  /** What people write after the word "bearer". */
  private static final Pattern OF_BEARER =
      Pattern.compile(
          "(?i:tokens?|auth|authentication|authorization|authorisation|credentials?|headers?"
              + "|schemes?|type|is|was|are|has|not|missing|required|expired|invalid|and|or|of|the"
              + "|for|in|must|cannot|error)[.,;:!?)]*");

  /** What people write after the word "basic": no password of any care is so plain. */
  private static final Pattern PLAIN_WORD = Pattern.compile("([A-Za-z]?[a-z]{0,19})[.,;:!?)]*");

  private Secrets() {}

  /**
   * A text without what lets one in.
   *
   * @param token that is known; may be nothing
   */
  static String cut(String text, String token) {
    String rest = token.length() < SHORTEST_TOKEN ? text : text.replace(token, CUT);
    return SUSPECTS
        .matcher(rest)
        .replaceAll(found -> Matcher.quoteReplacement(isProse(found) ? found.group() : CUT));
  }

  private static boolean isProse(MatchResult found) {
    String kind = found.group(1);
    if (kind == null) {
      return false;
    }
    String word = found.group(2);
    if (kind.equalsIgnoreCase("bearer")) {
      return OF_BEARER.matcher(word).matches();
    }
    Matcher plain = PLAIN_WORD.matcher(word);
    return plain.matches() && !isNameAndPassword(plain.group(1));
  }

  /** Whether it is the Base64 of {@code name:password} (RFC 7617). */
  private static boolean isNameAndPassword(String word) {
    try {
      byte[] text = Base64.getDecoder().decode(word);
      return new String(text, StandardCharsets.ISO_8859_1).indexOf(':') >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
