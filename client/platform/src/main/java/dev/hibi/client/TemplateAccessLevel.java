package dev.hibi.client;

/** Who may use a template. */
public enum TemplateAccessLevel implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** Nobody. */
  DISABLED(0),
  /** The tenant that has made it. */
  PRIVATE(1),
  /** All tenants. */
  PUBLIC(2);

  private final int number;

  TemplateAccessLevel(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
