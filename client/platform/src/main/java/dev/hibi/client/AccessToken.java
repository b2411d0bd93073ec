package dev.hibi.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that calls carry: taken when the first call needs it, and exchanged for a new one when
 * most of its life is over. Its text is in no message. Thread-safe.
 */
final class AccessToken {
  private static final Logger LOG = LoggerFactory.getLogger(AccessToken.class);

  /** A new one is asked for when less than this part of a token's life is left. */
  private static final double RENEW_BELOW = 0.2;

  private final InstantSource clock;
  private final Supplier<String> first;
  private final UnaryOperator<String> renew;
  private @Nullable Issued issued;

  /** A token, when it was taken, and when it ends if it says so. */
  private record Issued(String text, Instant taken, Optional<Instant> end) {
    @Override
    public String toString() {
      return "token until " + end;
    }
  }

  /**
   * A token to be taken.
   *
   * @param first logs in, or gives a token that is there
   * @param renew makes a new token of one that is still valid
   */
  AccessToken(InstantSource clock, Supplier<String> first, UnaryOperator<String> renew) {
    this.clock = clock;
    this.first = first;
    this.renew = renew;
  }

  synchronized String value() {
    Issued current = issued;
    if (current == null) {
      current = issue(first.get());
    } else if (isNearlyOver(current)) {
      current = renewed(current);
    }
    issued = current;
    return current.text();
  }

  /** If there is no new one yet, the old one serves as long as it can. */
  private Issued renewed(Issued old) {
    try {
      return issue(renew.apply(old.text()));
    } catch (KamonohashiException e) {
      LOG.warn("the token could not be renewed: {}", e.getMessage());
      return old;
    }
  }

  private boolean isNearlyOver(Issued token) {
    if (token.end().isEmpty()) {
      return false;
    }
    Duration life = Duration.between(token.taken(), token.end().get());
    Duration left = Duration.between(clock.instant(), token.end().get());
    return left.toMillis() < RENEW_BELOW * life.toMillis();
  }

  private Issued issue(String text) {
    return new Issued(text, clock.instant(), end(text));
  }

  /** The claim {@code exp} of a JSON Web Token (RFC 7519), seconds since 1970. */
  private static Optional<Instant> end(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      JsonElement json = JsonParser.parseString(new String(claims, StandardCharsets.UTF_8));
      boolean ends = json instanceof JsonObject object && object.has("exp");
      return ends
          ? Optional.of(Instant.ofEpochSecond(json.getAsJsonObject().get("exp").getAsLong()))
          : Optional.empty();
    } catch (IllegalArgumentException | JsonParseException | UnsupportedOperationException e) {
      return Optional.empty(); // a token of another kind
    }
  }
}
