package dev.hibi.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * An HTTP proxy, and who may use it.
 *
 * @param credentials name and password, with a colon in between; empty if nobody is asked
 */
record ProxyAddress(String host, int port, Optional<String> credentials) {
  private static final int USUAL_PORT = 80;
  private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  /**
   * A proxy by its address.
   *
   * @param address such as {@code http://name:password@proxy:3128}
   * @throws IllegalArgumentException if it is none; without its text, which may have a password
   */
  static ProxyAddress of(URI address) {
    String scheme = String.valueOf(address.getScheme());
    if (!scheme.equalsIgnoreCase("http") || address.getHost() == null) {
      throw new IllegalArgumentException(
          "bad proxy: expected an http address, found one with scheme '%s' and %s"
              .formatted(scheme, address.getHost() == null ? "without host" : "a host"));
    }
    int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
    return new ProxyAddress(address.getHost(), port, Optional.ofNullable(address.getUserInfo()));
  }

  ProxySelector selector() {
    return ProxySelector.of(new InetSocketAddress(host, port));
  }

  /** The value of the header {@code Proxy-Authorization} (RFC 7617); empty if nobody is asked. */
  Optional<String> authorization() {
    return credentials.map(
        text ->
            "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Refuses what this virtual machine would leave out without a word: a password for a proxy on the
   * way to an https server.
   *
   * @throws IllegalArgumentException if it would
   */
  void checkReaches(URI server) {
    boolean tunnel = "https".equalsIgnoreCase(server.getScheme());
    if (tunnel && credentials.isPresent() && isBasicDisabled()) {
      throw new IllegalArgumentException(
          "bad proxy: expected one without a password before an https server, or the system property"
              + " %s without 'Basic', found a password (%s:%d)"
                  .formatted(DISABLED_SCHEMES, host, port));
    }
  }

  private static boolean isBasicDisabled() {
    String schemes = System.getProperty(DISABLED_SCHEMES);
    String all = schemes == null ? ofTheMachine() : schemes;
    return List.of(all.split(",", -1)).stream()
        .anyMatch(scheme -> scheme.strip().equalsIgnoreCase("Basic"));
  }

  private static String ofTheMachine() {
    Path file = Path.of(System.getProperty("java.home", ""), "conf", "net.properties");
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      return "Basic"; // what the JDK's own file says
    }
    return properties.getProperty(DISABLED_SCHEMES, "");
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
