package dev.hibi.training;

import java.io.IOException;

/**
 * A run was {@linkplain TrainingRun#stop stopped} or {@linkplain TrainingRun#cancel cancelled}, or
 * its thread interrupted, before its last epoch. What was trained is in a checkpoint, and a resumed
 * run goes on from there.
 */
public final class InterruptedRunException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean cancelled;

  InterruptedRunException(String message, boolean cancelled) {
    super(message);
    this.cancelled = cancelled;
  }

  /** Whether it was {@linkplain TrainingRun#cancel cancelled}. */
  public boolean isCancelled() {
    return cancelled;
  }
}
