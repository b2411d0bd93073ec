package dev.hibi.inspection;

/** No threshold keeps both of two promises: the message says what each costs of the other. */
public final class ConflictingTargetsException extends IllegalArgumentException {
  private final transient BothTargets targets;

  ConflictingTargetsException(BothTargets targets) {
    super(targets.toString());
    this.targets = targets;
  }

  /** What each threshold keeps and costs. */
  public BothTargets targets() {
    return targets;
  }
}
