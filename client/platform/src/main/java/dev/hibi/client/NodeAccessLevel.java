package dev.hibi.client;

/** Who may use a node. */
public enum NodeAccessLevel implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** Nobody. */
  DISABLED(0),
  /** The tenants that it is assigned to. */
  PRIVATE(1),
  /** All tenants. */
  PUBLIC(2);

  private final int number;

  NodeAccessLevel(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
