package dev.hibi.client;

/** What a Git endpoint is. */
public enum GitServiceType implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** None. */
  NONE(0),
  /** GitHub. */
  GIT_HUB(1),
  /** A GitLab of one's own. */
  GIT_LAB(2),
  /** gitlab.com. */
  GIT_LAB_COM(3),
  /** GitBucket. */
  GIT_BUCKET(4);

  private final int number;

  GitServiceType(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
