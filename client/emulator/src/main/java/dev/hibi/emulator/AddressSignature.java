package dev.hibi.emulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed addresses of the storage, as S3's version 2 of query authentication has them: an HMAC-SHA1
 * over method, content type, time of expiry and resource. Thread-safe.
 */
final class AddressSignature {
  /** The content type that uploads must have; the signature covers it. */
  static final String UPLOAD_TYPE = "application/x-www-form-urlencoded";

  private static final String ACCESS_KEY = "emulator";
  private static final long LIFE_SECONDS = 86_400;

  private final String secret;
  private final AtomicInteger series = new AtomicInteger();

  AddressSignature(String secret) {
    this.secret = secret;
  }

  /**
   * The query of an address.
   *
   * @param key with a slash before it, not encoded
   * @param parameters that the signature covers too
   */
  String query(String method, String key, Map<String, String> parameters) {
    long expires = Instant.now().getEpochSecond() + LIFE_SECONDS;
    String type = method.equals("PUT") ? UPLOAD_TYPE : "";
    Map<String, String> all = new TreeMap<>(parameters);
    String signature = sign(method, type, expires, key, parameters);
    all.put("AWSAccessKeyId", ACCESS_KEY);
    all.put("Expires", Long.toString(expires));
    all.put("Signature", signature);
    StringBuilder query = new StringBuilder();
    all.forEach(
        (name, value) ->
            query
                .append(query.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return query.toString();
  }

  /** Whether a request has the signature that an address was given, in time. */
  boolean accepts(String method, String type, String key, Map<String, String> query) {
    Map<String, String> covered = new TreeMap<>(query);
    String found = covered.remove("Signature");
    String expires = covered.remove("Expires");
    covered.remove("AWSAccessKeyId");
    if (found == null || expires == null || !expires.matches("[0-9]{1,12}")) {
      return false;
    }
    String expected = sign(method, type, Long.parseLong(expires), key, covered);
    boolean same =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
    return same && Instant.now().getEpochSecond() < Long.parseLong(expires);
  }

  /** No address that was given so far is accepted any more. */
  void expireAll() {
    series.incrementAndGet();
  }

  private String sign(
      String method, String type, long expires, String key, Map<String, String> parameters) {
    StringBuilder text = new StringBuilder();
    text.append(method).append("\n\n").append(type).append('\n').append(expires).append('\n');
    text.append(key);
    String separator = "?";
    for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
      text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
      separator = "&";
    }
    text.append('\n').append(series.get());
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] signature = mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot happen: every Java has HmacSHA1", e);
    }
  }
}
