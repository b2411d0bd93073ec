package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiException;
import java.net.URI;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of files in the storage. Their query is the right to use them, and never shown. */
final class StorageAddress {
  private static final Pattern EXPIRES = Pattern.compile("(?:^|&)Expires=([0-9]{1,15})(?:&|$)");

  private StorageAddress() {}

  /** Whether an address was good for a time that is over; false if it does not say so. */
  static boolean isOver(URI address, Instant now) {
    Matcher expires = EXPIRES.matcher(String.valueOf(address.getRawQuery()));
    return expires.find() && now.getEpochSecond() > Long.parseLong(expires.group(1));
  }

  /** An address that may be shown. */
  static String plain(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
  }

  /**
   * An address as the server has written it.
   *
   * @throws KamonohashiException.Malformed if it is none; without its text
   */
  static URI of(String text, String method, String path) {
    if (text.matches("https?://.+")) {
      try {
        return URI.create(text);
      } catch (IllegalArgumentException e) {
        // falls through: the exception quotes the text
      }
    }
    throw new KamonohashiException.Malformed(
        "expected an http address, found other text of " + text.length() + " characters",
        method,
        path);
  }

  /** Whether another address for the same may work: this one is over, or never was good. */
  static boolean isRefused(KamonohashiException reason) {
    return reason instanceof KamonohashiException.Storage storage
        && (storage.status() == 403 || storage.status() == 404);
  }
}
