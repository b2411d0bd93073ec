package dev.hibi.client;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A call of the platform that did not work: what was called, what was wrong, and whether it may
 * work if it is made again.
 *
 * <p>Messages hold the method and the path, and what the server says of it; never a token, a query
 * or a stack trace of the server's.
 */
public abstract sealed class KamonohashiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String method;
  private final String path;

  KamonohashiException(String message, String method, String path, Throwable cause) {
    super(message + " (" + method + " " + path + ")", cause);
    this.method = method;
    this.path = path;
  }

  KamonohashiException(String message, String method, String path) {
    super(message + " (" + method + " " + path + ")");
    this.method = method;
    this.path = path;
  }

  /** Such as {@code GET}. */
  public String method() {
    return method;
  }

  /** What was called, without a query; of the storage, with its host. */
  public String path() {
    return path;
  }

  /** Whether the same call may work if it is made again later. */
  public abstract boolean retryable();

  /**
   * Whether the call may have done all that it should although it has failed: the answer is what is
   * missing. A refusal says that it has not; so does what kept the call from being sent.
   */
  public boolean mayBeDone() {
    return retryable();
  }

  /** The server was not reached, or it did not answer. */
  public static final class Transport extends KamonohashiException {
    private static final long serialVersionUID = 1L;

    /** In what Java says of an answer that does not begin as one of TLS does. */
    private static final Pattern PLAIN = Pattern.compile("(?i)unrecognized SSL message");

    /**
     * A failure.
     *
     * @param what was found instead of an answer
     */
    public Transport(String what, String method, String path, Throwable cause) {
      super("no answer: expected one, found " + what, method, path, cause);
    }

    private Transport(Throwable cause, String whose, String method, String path) {
      super(
          "no answer of %s: expected one, found %s".formatted(whose, describe(cause)),
          method,
          path,
          cause);
    }

    /**
     * A failure, told by what has caused it.
     *
     * @param server whose answer is missing; its host and port are told
     */
    public static Transport of(Throwable cause, URI server, String method, String path) {
      return new Transport(cause, server.getAuthority(), method, path);
    }

    /**
     * As {@link #of(Throwable, URI, String, String)}, of a call by a proxy, if there is one: where
     * no connection came about, it is the proxy that was not reached.
     */
    public static Transport of(
        Throwable cause, URI server, Optional<ProxySelector> by, String method, String path) {
      Optional<String> proxy =
          isUnconnected(cause) ? by.flatMap(any -> proxy(any, server)) : Optional.empty();
      String whose = proxy.map(of -> "the proxy " + of + " before ").orElse("");
      return new Transport(cause, whose + server.getAuthority(), method, path);
    }

    /** Host and port. */
    private static Optional<String> proxy(ProxySelector by, URI server) {
      return by.select(server).stream()
          .map(Proxy::address)
          .filter(InetSocketAddress.class::isInstance)
          .map(InetSocketAddress.class::cast)
          .map(address -> address.getHostString() + ":" + address.getPort())
          .findFirst();
    }

    @Override
    public boolean mayBeDone() {
      return !isUnsent();
    }

    /** In words, where Java has none. */
    static String describe(Throwable cause) {
      String words = cause.getMessage();
      if (isPlain(cause)) {
        return "one without TLS, as of a server at http:// instead of https://";
      }
      if (cause instanceof HttpConnectTimeoutException) {
        return "no connection in time";
      }
      if (cause instanceof ConnectException) {
        boolean unknown = false;
        for (Throwable t = cause; t != null; t = t.getCause()) {
          unknown |= t instanceof UnresolvedAddressException || t instanceof UnknownHostException;
        }
        return unknown ? "an unknown host" : words == null ? "a refused connection" : words;
      }
      return words == null || words.isBlank() ? cause.getClass().getSimpleName() : words;
    }

    /** Whether nothing of the call has reached the server: there was no connection, or no TLS. */
    boolean isUnsent() {
      return isUnconnected(getCause()) || isPlain(getCause());
    }

    private static boolean isUnconnected(@Nullable Throwable cause) {
      for (Throwable t = cause; t != null; t = t.getCause()) {
        if (t instanceof ConnectException || t instanceof HttpConnectTimeoutException) {
          return true;
        }
      }
      return false;
    }

    private static boolean isPlain(@Nullable Throwable cause) {
      for (Throwable t = cause; t != null; t = t.getCause()) {
        if (t instanceof SSLException && PLAIN.matcher(String.valueOf(t.getMessage())).find()) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean retryable() {
      return !isPlain(getCause());
    }
  }

  /** What has arrived is not what was sent. */
  public static final class Damaged extends KamonohashiException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param expected the digest of what was sent
     * @param found the digest of what has arrived
     */
    public Damaged(String expected, String found, String method, String path) {
      super(
          "damaged on the way: expected MD5 %s, found %s".formatted(expected, found), method, path);
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** The server's answer is not what its contract says. */
  public static final class Malformed extends KamonohashiException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure without a cause: a parser's words may quote the answer.
     *
     * @param what was expected and what was found
     */
    public Malformed(String what, String method, String path) {
      super("bad answer: " + what, method, path);
    }

    @Override
    public boolean mayBeDone() {
      return true;
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** The server has refused, or failed. */
  public abstract static sealed class Status extends KamonohashiException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String serverMessage;

    Status(String wanted, ServerAnswer answer) {
      super(
          "%s: expected %s, found status %d%s"
              .formatted(answer.title(), wanted, answer.status(), answer.describe()),
          answer.method(),
          answer.path());
      this.status = answer.status();
      this.serverMessage = answer.message().orElse("");
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** What the server says; empty if nothing. */
    public Optional<String> serverMessage() {
      return serverMessage.isEmpty() ? Optional.empty() : Optional.of(serverMessage);
    }

    @Override
    public boolean retryable() {
      return status == 408 || status == 429 || status >= 500;
    }
  }

  /** 400: the request is not as the server wants it; also a wrong password. */
  public static final class BadRequest extends Status {
    private static final long serialVersionUID = 1L;

    BadRequest(ServerAnswer answer) {
      super("a request that the server takes", answer);
    }
  }

  /** 401: no token, or one that is over. */
  public static final class Unauthorized extends Status {
    private static final long serialVersionUID = 1L;

    Unauthorized(ServerAnswer answer) {
      super("a valid token", answer);
    }
  }

  /** 403: the user's roles do not allow it. */
  public static final class Forbidden extends Status {
    private static final long serialVersionUID = 1L;

    private final List<String> menus;

    Forbidden(ServerAnswer answer) {
      super("a role with one of the menus " + answer.menus(), answer);
      this.menus = List.copyOf(answer.menus());
    }

    /**
     * Menus, one of which a role of the user would have to have; empty if the server tells none.
     */
    public List<String> menus() {
      return menus;
    }
  }

  /** 404: it is not there, or not in this tenant. */
  public static final class NotFound extends Status {
    private static final long serialVersionUID = 1L;

    NotFound(ServerAnswer answer) {
      super("something that is there", answer);
    }
  }

  /** 409: it is in use, locked, or there already. */
  public static final class Conflict extends Status {
    private static final long serialVersionUID = 1L;

    Conflict(ServerAnswer answer) {
      super("nothing that stands against it", answer);
    }
  }

  /** 503: the cluster or the storage has trouble. */
  public static final class ServiceUnavailable extends Status {
    private static final long serialVersionUID = 1L;

    ServiceUnavailable(ServerAnswer answer) {
      super("a cluster and a storage that work", answer);
    }

    /** A 503 of the platform's own says that it has not; one of a server before it does not. */
    @Override
    public boolean mayBeDone() {
      return serverMessage().isEmpty();
    }
  }

  /** Any other status. */
  public static final class OtherStatus extends Status {
    private static final long serialVersionUID = 1L;

    OtherStatus(ServerAnswer answer) {
      super("success", answer);
    }

    @Override
    public boolean mayBeDone() {
      return retryable() && status() != 429;
    }
  }

  /** The storage, which is another server than the platform's, has refused or failed. */
  public static final class Storage extends KamonohashiException {
    private static final long serialVersionUID = 1L;

    /** What S3 answers with 400 to a body that came too slowly or not whole. */
    private static final Set<String> PASSING = Set.of("RequestTimeout", "IncompleteBody");

    private final int status;
    private final String code;

    /** Seconds; 0 if the storage does not ask for a wait. */
    private final long retryAfter;

    /**
     * A failure.
     *
     * @param code S3's name of the error; empty if the storage tells none
     * @param path what was asked for, with its host and without its query
     */
    public Storage(HttpResponse<?> answer, String code, String path) {
      super(
          "storage trouble: expected success, found status %d%s"
              .formatted(answer.statusCode(), code.isEmpty() ? "" : " " + code),
          answer.request().method(),
          path);
      this.status = answer.statusCode();
      this.code = code;
      this.retryAfter =
          RetryPolicy.retryAfter(answer.headers()).map(Duration::toSeconds).orElse(0L);
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** S3's name of the error, such as {@code AccessDenied}; empty if the storage tells none. */
    public Optional<String> code() {
      return code.isEmpty() ? Optional.empty() : Optional.of(code);
    }

    @Override
    public boolean retryable() {
      return status == 408 || status == 429 || status >= 500 || PASSING.contains(code);
    }

    Optional<Duration> retryAfter() {
      return retryAfter == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retryAfter));
    }
  }
}
