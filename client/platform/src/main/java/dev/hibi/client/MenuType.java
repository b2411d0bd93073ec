package dev.hibi.client;

/** Whom a menu is for. */
public enum MenuType implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** All who have logged in. */
  INTERNAL(1),
  /** Users of a tenant. */
  TENANT(2),
  /** Administrators. */
  SYSTEM(3),
  /** All, also who has not logged in. */
  PUBLIC(4);

  private final int number;

  MenuType(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
