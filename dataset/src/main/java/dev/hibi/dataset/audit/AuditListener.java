package dev.hibi.dataset.audit;

/** Hears how far an audit is; called from its threads, one call at a time. */
@FunctionalInterface
public interface AuditListener {

  /** What an audit does, in order. */
  enum Phase {
    /** Reading, hashing, decoding and measuring; counted in images. */
    READ,
    /** Looking for images whose signatures lie close together; counted in hash tables. */
    SEARCH,
    /** Laying the pairs found on each other; counted in pairs. */
    COMPARE
  }

  /**
   * A step is done.
   *
   * @param done 0 to total, never decreasing within a phase
   * @param total may be 0
   */
  void onProgress(Phase phase, long done, long total);
}
