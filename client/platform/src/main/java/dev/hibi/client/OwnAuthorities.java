package dev.hibi.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificate authorities of one's own, trusted beside those that Java trusts. */
final class OwnAuthorities {
  private OwnAuthorities() {}

  /**
   * Trusts the certificates in a file, too.
   *
   * @param pem one or more certificates, each between {@code BEGIN CERTIFICATE} and {@code END}
   * @throws IOException if it cannot be read or has no certificates
   */
  static SSLContext of(Path pem) throws IOException {
    List<Certificate> trusted = new ArrayList<>(certificates(pem));
    try {
      for (X509Certificate each : usual()) {
        trusted.add(each);
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : trusted) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "bad CA file: expected certificates to trust, found '%s' (%s)"
              .formatted(e.getMessage(), pem),
          e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path pem) throws IOException {
    Collection<? extends Certificate> found = List.of();
    try (InputStream in = Files.newInputStream(pem)) {
      found = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      // said below
    }
    if (found.isEmpty()) {
      throw new IOException("bad CA file: expected certificates in PEM, found none (" + pem + ")");
    }
    return found;
  }

  private static X509Certificate[] usual() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        return x509.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
