package dev.hibi.model.engine;

import ai.djl.engine.EngineException;
import java.io.Serial;

/**
 * Memory of the device does not suffice for a batch. What the call was given is freed; a network
 * that was learning may have learned from the batch in part, and is to be opened anew.
 */
public final class BatchMemoryException extends EngineException {
  @Serial private static final long serialVersionUID = 1L;

  /** How many tensors as large as the one that failed an image is taken to need at once. */
  private static final int PIECES = 4;

  private final EngineFailure.Shortage shortage;
  private final long batch;

  /** Without a remedy it is told what needs less. */
  BatchMemoryException(
      EngineFailure.Shortage shortage, long batch, String remedy, Throwable cause) {
    super(shortage.message(remedy.isEmpty() ? less(batch) : remedy), cause);
    this.shortage = shortage;
    this.batch = batch;
  }

  private static String less(long batch) {
    return batch > 1
        ? "a batch smaller than %d needs less".formatted(batch)
        : "a smaller image needs less";
  }

  /** How many images or features were too many. */
  public long batch() {
    return batch;
  }

  /** The same, but that the message tells how many there is room for. */
  public BatchMemoryException fitting(long size) {
    return new BatchMemoryException(shortage, batch, "a batch of %d fits".formatted(size), this);
  }

  /**
   * The same, but that the message tells how many there should be room for, where what failed tells
   * how much an image needs: of the batch the half, the quarter and so on.
   *
   * @param available bytes
   */
  BatchMemoryException reckoned(long available) {
    double image = (double) shortage.bytes() / batch * PIECES;
    long size = batch / 2;
    while (size > 0 && size * image > available) {
      size /= 2;
    }
    return shortage.bytes() == 0 || size == 0
        ? this
        : new BatchMemoryException(
            shortage, batch, "a batch of %d should fit".formatted(size), this);
  }
}
