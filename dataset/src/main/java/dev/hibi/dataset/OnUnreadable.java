package dev.hibi.dataset;

/** What a data set does about images that cannot be read or decoded. */
public enum OnUnreadable {
  /** The first one that is prepared fails, with its archive, entry, what was expected and found. */
  FAIL,

  /**
   * All images are decoded once when the data set is built; those that fail are left out and
   * listed. A later failure, of a file that changed meanwhile, still fails.
   */
  QUARANTINE
}
