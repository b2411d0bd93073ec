package dev.hibi.cli.train;

import dev.hibi.dataset.ZipImageFolder;
import java.util.Optional;

/**
 * The images of a run.
 *
 * @param validation measured after each epoch; empty if the test images are
 */
public record RunImages(
    ZipImageFolder train, ZipImageFolder test, Optional<ZipImageFolder> validation) {

  /** Without a validation. */
  public RunImages(ZipImageFolder train, ZipImageFolder test) {
    this(train, test, Optional.empty());
  }
}
