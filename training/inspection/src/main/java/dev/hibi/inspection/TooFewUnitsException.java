package dev.hibi.inspection;

/** A calibration has too few units for what is asked of it: no threshold would be sure enough. */
public final class TooFewUnitsException extends IllegalArgumentException {
  private final int found;
  private final long needed;

  TooFewUnitsException(String units, int found, String asked, long needed) {
    super("you have %d %s: %s needs %d".formatted(found, units, asked, needed));
    this.found = found;
    this.needed = needed;
  }

  /** How many units there are. */
  public int found() {
    return found;
  }

  /** How many would be enough: then the least or the greatest score is the threshold. */
  public long needed() {
    return needed;
  }
}
