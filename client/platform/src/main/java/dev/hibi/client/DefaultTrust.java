package dev.hibi.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that Java trusts, read when the first https server shows its certificate: an HTTP
 * client reads them when it is made otherwise, which takes longer than a call of an http server
 * does. Thread-safe.
 */
final class DefaultTrust extends X509ExtendedTrustManager {
  private @Nullable X509ExtendedTrustManager read;

  private DefaultTrust() {}

  /** Trusts as Java does by default; has no certificate of the client's own. */
  static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new DefaultTrust()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot happen: every Java has TLS", e);
    }
  }

  private synchronized X509ExtendedTrustManager usual() throws CertificateException {
    X509ExtendedTrustManager usual = read;
    if (usual == null) {
      usual = find();
      read = usual;
    }
    return usual;
  }

  private static X509ExtendedTrustManager find() throws CertificateException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new CertificateException("no authorities: expected those of Java, found none", e);
    }
    throw new CertificateException("no authorities: expected those of Java, found none");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    usual().checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    usual().checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    usual().checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    usual().checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    usual().checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    usual().checkClientTrusted(chain, type);
  }

  /** Only servers ask for these, of whom this is none. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
