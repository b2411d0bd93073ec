package dev.hibi.model;

import java.io.IOException;

/** What became of one of many images: a classification, or the reason why there is none. */
public sealed interface ImageOutcome {

  /** The image's name, as its {@link ImageInput} has it. */
  String name();

  /**
   * The classification, for those who want no more if an image is unreadable.
   *
   * @throws IOException the failure of reading it
   */
  Classification orThrow() throws IOException;

  /** An image that was read. */
  record Classified(String name, Classification classification) implements ImageOutcome {
    @Override
    public Classification orThrow() {
      return classification;
    }
  }

  /**
   * An image that was not.
   *
   * @param failure its message names the image
   */
  record Unreadable(String name, IOException failure) implements ImageOutcome {
    @Override
    public Classification orThrow() throws IOException {
      throw failure;
    }
  }
}
