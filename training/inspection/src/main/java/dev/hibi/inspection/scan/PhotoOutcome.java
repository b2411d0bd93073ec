package dev.hibi.inspection.scan;

import java.io.IOException;

/** What became of one of many photographs: a scan, or the reason why there is none. */
public sealed interface PhotoOutcome {

  /** The photograph's name, as its {@link PhotoInput} has it. */
  String name();

  /**
   * The scan, for those who want no more if a photograph is unreadable.
   *
   * @throws IOException the failure of reading it
   */
  PhotoScan orThrow() throws IOException;

  /** A photograph that was looked through. */
  record Scanned(String name, PhotoScan scan) implements PhotoOutcome {
    @Override
    public PhotoScan orThrow() {
      return scan;
    }
  }

  /**
   * A photograph that could not be read.
   *
   * @param failure its message names the photograph
   */
  record Unreadable(String name, IOException failure) implements PhotoOutcome {
    @Override
    public PhotoScan orThrow() throws IOException {
      throw failure;
    }
  }
}
