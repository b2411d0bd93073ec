package dev.hibi.client;

/** Who checks a user's password. */
public enum AuthServiceType implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** The platform. */
  LOCAL(1),
  /** LDAP. */
  LDAP(2);

  private final int number;

  AuthServiceType(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
