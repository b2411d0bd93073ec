package dev.hibi.client.api;

import java.util.List;

/** The platform's version. */
public interface VersionApi {

  /** The version; needs no login, so it also tells whether the platform is there. */
  @Route("GET /version anonymous")
  Version get();

  /**
   * A version.
   *
   * @param version such as {@code 5.0.0}
   * @param messages of its administrators to all users
   */
  record Version(String version, List<String> messages) {}
}
