package dev.hibi.image;

import java.io.IOException;

/** A file or entry that is no image, or one that cannot be decoded. The message names it. */
public final class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure to decode.
   *
   * @param message what is wrong: expected, found (where)
   */
  public UnreadableImageException(String message) {
    super(message);
  }

  /**
   * A failure to decode, with the reader's own complaint.
   *
   * @param message what is wrong: expected, found (where)
   * @param cause what the image reader threw
   */
  public UnreadableImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
