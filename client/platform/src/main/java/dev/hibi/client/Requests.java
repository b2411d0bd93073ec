package dev.hibi.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * What all requests of a client say, to whichever server.
 *
 * @param proxyAuthorization for the proxy alone: the JDK keeps it from what is behind
 */
record Requests(String userAgent, Optional<String> proxyAuthorization) {
  HttpRequest.Builder to(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", userAgent);
    proxyAuthorization.ifPresent(value -> request.header("Proxy-Authorization", value));
    return request;
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "Requests[" + userAgent + "]";
  }
}
