package dev.hibi.emulator;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens (RFC 7519) as the platform issues them: HS256, no leeway. Thread-safe. */
final class Tokens {
  /** Ten days. */
  static final long LIFE_SECONDS = 864_000;

  private static final String PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int PASSWORD_LENGTH = 26;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final byte[] secret;
  private final AtomicInteger series = new AtomicInteger();

  /**
   * Tokens signed with a secret.
   *
   * @param secret any text
   */
  Tokens(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  /** Something that nobody guesses. */
  static String newSecret() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** A password of 26 letters and digits, as hard to guess as a key of 128 bits. */
  static String newPassword() {
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      password.append(PASSWORD_LETTERS.charAt(random.nextInt(PASSWORD_LETTERS.length())));
    }
    return password.toString();
  }

  String issue(String user, long tenantId, long lifeSeconds) {
    long now = Instant.now().getEpochSecond();
    JsonObject claims = new JsonObject();
    claims.addProperty("iss", "PlatypusIssuer");
    claims.addProperty("aud", "PlatypusAudience");
    claims.addProperty("sub", user);
    claims.addProperty("name", user);
    claims.addProperty("groupsid", Long.toString(tenantId));
    claims.addProperty("jti", UUID.randomUUID().toString());
    claims.addProperty("iat", now);
    claims.addProperty("nbf", now);
    claims.addProperty("exp", now + lifeSeconds);
    claims.addProperty("series", series.get());
    String head = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims.toString());
    return head + "." + BASE64.encodeToString(sign(head));
  }

  /** Whose token it is; empty if it is over, or not one of ours. */
  Optional<Caller> check(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    String signature = BASE64.encodeToString(sign(parts[0] + "." + parts[1]));
    if (!MessageDigest.isEqual(bytes(signature), bytes(parts[2]))) {
      return Optional.empty();
    }
    String text = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    JsonObject claims = JsonParser.parseString(text).getAsJsonObject();
    boolean over = claims.get("exp").getAsLong() <= Instant.now().getEpochSecond();
    if (over || claims.get("series").getAsInt() != series.get()) {
      return Optional.empty();
    }
    long tenant = Long.parseLong(claims.get("groupsid").getAsString());
    return Optional.of(new Caller(claims.get("sub").getAsString(), tenant, token));
  }

  /** All that were issued so far are over. */
  void expireAll() {
    series.incrementAndGet();
  }

  private static String encode(String text) {
    return BASE64.encodeToString(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot happen: every Java has HmacSHA256", e);
    }
  }
}
