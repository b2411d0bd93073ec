package dev.hibi.tensorboard;

/** How a run ended, for the HParams page. */
public enum SessionStatus {
  /** Not known. */
  UNKNOWN(0),
  /** It did what it should. */
  SUCCESS(1),
  /** It gave up. */
  FAILURE(2);

  private final int number;

  SessionStatus(int number) {
    this.number = number;
  }

  /** In the enum {@code tensorboard.hparams.Status}. */
  int number() {
    return number;
  }
}
