package dev.hibi.client;

import java.util.Optional;

/**
 * A call.
 *
 * @param path below {@code /api/v2}, without query
 * @param query encoded, without question mark; empty if there is none
 * @param body JSON
 * @param anonymous whether no token is sent
 */
record Call(String method, String path, String query, Optional<String> body, boolean anonymous) {
  private static final String ROOT = "/api/v2";

  /** A repeated one finds what the first has made or changed; only these do nothing. */
  boolean isSafe() {
    return method.equals("GET");
  }

  String fullPath() {
    return ROOT + path;
  }
}
