package dev.hibi.emulator;

/** Who calls: the user and the tenant of the token. */
record Caller(String user, long tenantId, String token) {
  /** Without the token. */
  @Override
  public String toString() {
    return "Caller[" + user + ", " + tenantId + "]";
  }
}
