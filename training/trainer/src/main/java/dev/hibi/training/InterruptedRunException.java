package dev.hibi.training;

import java.io.IOException;

/**
 * A run was {@linkplain TrainingRun#stop stopped}, or its thread interrupted, before its last
 * epoch. What was trained is in a checkpoint, and a resumed run goes on from there.
 */
public final class InterruptedRunException extends IOException {
  private static final long serialVersionUID = 1;

  InterruptedRunException(String message) {
    super(message);
  }
}
