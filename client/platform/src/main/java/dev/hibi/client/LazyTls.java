package dev.hibi.client;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Java's own TLS, made when the first https server is called: an HTTP client makes it, and reads
 * all authorities, when it is made itself, which takes a good part of a short command's time.
 * Thread-safe.
 */
final class LazyTls extends SSLContextSpi {
  /** What an HTTP client reduces Java's defaults to. */
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private @Nullable SSLContext made;

  private LazyTls() {}

  /** That of Java; made at once where somebody has chosen protocols for all of Java. */
  static SSLContext ofJava() {
    return System.getProperty("jdk.tls.client.protocols") == null
        ? new Context(new LazyTls())
        : usual();
  }

  private static SSLContext usual() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no TLS: expected Java's, found '" + e.getMessage() + "'", e);
    }
  }

  private static final class Context extends SSLContext {
    Context(LazyTls tls) {
      super(tls, null, "TLS");
    }
  }

  private synchronized SSLContext context() {
    SSLContext known = made;
    if (known == null) {
      known = usual();
      made = known;
    }
    return known;
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS);
    return parameters;
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return context().getSupportedSSLParameters();
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("made already: expected no init, found one");
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return context().getSocketFactory();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return context().getServerSocketFactory();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return context().createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return context().createSSLEngine(host, port);
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return context().getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return context().getClientSessionContext();
  }
}
