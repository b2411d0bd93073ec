package dev.hibi.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that calls carry: taken when the first call needs it, exchanged for a new one when most
 * of its life is over, taken again when the server refuses it. Its text is in no message.
 * Thread-safe.
 *
 * <p>This machine's clock is not asked what time it is: a token's life is the time between its own
 * claims {@code iat} and {@code exp} (RFC 7519), and what has passed of it is measured since the
 * token was taken. Of a token that was there before, the server's own dates tell it.
 */
final class AccessToken {
  private static final Logger LOG = LoggerFactory.getLogger(AccessToken.class);

  /** A new one is asked for when less than this part of a token's life is left. */
  private static final double RENEW_BELOW = 0.2;

  /** After a renewal that has failed. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Source source;
  private final UnaryOperator<String> renew;
  private final LongSupplier nanoTime;
  private @Nullable Issued issued;
  private @Nullable KamonohashiException refusal;
  private final AtomicLong takings = new AtomicLong();

  /** Where a first token, and one after a refusal, comes from. */
  interface Source {
    /** Logs in, or gives a token that is there. */
    String take();

    /** Whether what is taken now is a token whose life begins, and another one each time. */
    boolean isRepeatable();
  }

  /**
   * A token.
   *
   * @param life nanoseconds; empty if it does not end, as far as it says
   * @param end by the server's clock; empty if it does not say so
   * @param over by {@link System#nanoTime}
   * @param told whether {@code over} is more than a guess
   * @param renewAfter not before then, by {@link System#nanoTime}
   */
  private record Issued(
      String text,
      OptionalLong life,
      Optional<Instant> end,
      long over,
      boolean told,
      long renewAfter) {
    @Override
    public String toString() {
      return "token until " + end;
    }
  }

  /** What a token says of its life, seconds since 1970. */
  private record Claims(OptionalLong issued, OptionalLong end) {
    static final Claims NONE = new Claims(OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * A token to be taken.
   *
   * @param renew makes a new token of one that is still valid
   * @param nanoTime goes on evenly, whatever this machine takes the time for
   */
  AccessToken(Source source, UnaryOperator<String> renew, LongSupplier nanoTime) {
    this.source = source;
    this.renew = renew;
    this.nanoTime = nanoTime;
  }

  synchronized String value() {
    Issued current = issued;
    if (current == null) {
      current = taken();
    } else if (isNearlyOver(current)) {
      current = renewed(current);
    }
    issued = current;
    return current.text();
  }

  /**
   * The server does not take a token any more. Of several threads that say so of the same token,
   * one takes another, for all of them.
   *
   * @return whether there is another token now
   * @throws KamonohashiException if there should be, but the server does not give any
   */
  boolean refused(String text) {
    long before = takings.get();
    synchronized (this) {
      if (issued != null && !issued.text().equals(text)) {
        return true;
      }
      if (!source.isRepeatable()) {
        return false;
      }
      if (refusal != null && takings.get() != before) {
        throw refusal; // what another thread was told while this one waited
      }
      issued = taken();
      return !issued.text().equals(text);
    }
  }

  /** The server has told its time. */
  synchronized void heard(Instant now) {
    Issued current = issued;
    if (current != null && !current.told() && current.end().isPresent()) {
      Duration left = Duration.between(now, current.end().get());
      issued =
          new Issued(
              current.text(),
              current.life().isPresent() ? current.life() : OptionalLong.of(nanos(left)),
              current.end(),
              nanoTime.getAsLong() + nanos(left),
              true,
              current.renewAfter());
    }
  }

  private Issued taken() {
    try {
      Issued taken = issue(source.take(), source.isRepeatable());
      refusal = null;
      return taken;
    } catch (KamonohashiException e) {
      refusal = e;
      throw e;
    } finally {
      takings.incrementAndGet();
    }
  }

  /** If there is no new one yet, the old one serves as long as it can. */
  private Issued renewed(Issued old) {
    try {
      return issue(renew.apply(old.text()), true);
    } catch (KamonohashiException e) {
      LOG.debug("the token could not be renewed: {}", e.getMessage());
    }
    if (source.isRepeatable()) {
      try {
        return taken();
      } catch (KamonohashiException e) {
        LOG.warn("the token could not be renewed: {}", e.getMessage());
      }
    }
    long later = nanoTime.getAsLong() + PAUSE.toNanos();
    return new Issued(old.text(), old.life(), old.end(), old.over(), old.told(), later);
  }

  private boolean isNearlyOver(Issued token) {
    long now = nanoTime.getAsLong();
    return token.life().isPresent()
        && now - token.renewAfter() >= 0
        && token.over() - now < RENEW_BELOW * token.life().getAsLong();
  }

  /**
   * A token whose life is known, or taken for known.
   *
   * @param isNew whether its life begins now
   */
  private Issued issue(String text, boolean isNew) {
    Claims claims = claims(text);
    long now = nanoTime.getAsLong();
    OptionalLong life = OptionalLong.empty();
    if (claims.issued().isPresent() && claims.end().isPresent()) {
      long seconds = claims.end().getAsLong() - claims.issued().getAsLong();
      life = OptionalLong.of(nanos(Duration.ofSeconds(seconds)));
    }
    Optional<Instant> end = claims.end().stream().mapToObj(Instant::ofEpochSecond).findFirst();
    return new Issued(text, life, end, now + life.orElse(0), isNew && life.isPresent(), now);
  }

  /** Times that do not fit are cut to a century, which is long enough. */
  private static long nanos(Duration time) {
    Duration most = Duration.ofDays(36_500);
    return time.compareTo(most) > 0
        ? most.toNanos()
        : time.compareTo(most.negated()) < 0 ? most.negated().toNanos() : time.toNanos();
  }

  private static Claims claims(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Claims.NONE;
    }
    try {
      byte[] text = Base64.getUrlDecoder().decode(parts[1]);
      JsonElement json = JsonParser.parseString(new String(text, StandardCharsets.UTF_8));
      return json instanceof JsonObject claims
          ? new Claims(seconds(claims.get("iat")), seconds(claims.get("exp")))
          : Claims.NONE;
    } catch (IllegalArgumentException | JsonParseException e) {
      return Claims.NONE; // a token of another kind
    }
  }

  private static OptionalLong seconds(@Nullable JsonElement claim) {
    if (claim == null || !claim.isJsonPrimitive()) {
      return OptionalLong.empty();
    }
    try {
      long seconds = (long) Double.parseDouble(claim.getAsString());
      return Math.abs(seconds) < 1L << 40 ? OptionalLong.of(seconds) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
