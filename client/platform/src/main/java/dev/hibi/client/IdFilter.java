package dev.hibi.client;

/**
 * Which ids a list keeps.
 *
 * <p>Immutable.
 */
public final class IdFilter {
  private final String text;

  private IdFilter(String text) {
    this.text = text;
  }

  /** This one. */
  public static IdFilter is(long id) {
    return new IdFilter("=" + id);
  }

  /** This one and later ones. */
  public static IdFilter from(long id) {
    return new IdFilter(">=" + id);
  }

  /** Later ones. */
  public static IdFilter after(long id) {
    return new IdFilter(">" + id);
  }

  /** This one and earlier ones. */
  public static IdFilter to(long id) {
    return new IdFilter("<=" + id);
  }

  /** Earlier ones. */
  public static IdFilter before(long id) {
    return new IdFilter("<" + id);
  }

  /** As the server spells it. */
  @Override
  public String toString() {
    return text;
  }
}
