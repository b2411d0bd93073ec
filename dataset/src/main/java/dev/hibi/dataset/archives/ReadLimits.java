package dev.hibi.dataset.archives;

/**
 * What a file may cost before it is refused: a guard against decompression bombs.
 *
 * <p>Each limit is checked against what the file declares, before memory is allocated for it.
 */
public final class ReadLimits {
  private static final int LARGEST_ENTRY = 1 << 30;

  /** Entries up to this size may shrink as they like: 1 MiB is no bomb. */
  static final int RATIO_FREE_BYTES = 1 << 20;

  private final int maxEntryBytes;
  private final int maxInflateRatio;
  private final int maxPixels;

  private ReadLimits(Builder builder) {
    this.maxEntryBytes = builder.maxEntryBytes;
    this.maxInflateRatio = builder.maxInflateRatio;
    this.maxPixels = builder.maxPixels;
  }

  /** The defaults: 256 MiB an entry, inflated 1,000-fold, 100,000,000 pixels. */
  public static ReadLimits defaults() {
    return builder().build();
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Bytes of an image's (uncompressed) file. */
  public int maxEntryBytes() {
    return maxEntryBytes;
  }

  /** Bytes that a compressed byte may become, in entries of more than 1 MiB. */
  public int maxInflateRatio() {
    return maxInflateRatio;
  }

  /** Width times height of an image. */
  public int maxPixels() {
    return maxPixels;
  }

  /** Options of {@link ReadLimits}. */
  public static final class Builder {
    private int maxEntryBytes = 1 << 28;
    private int maxInflateRatio = 1000;
    private int maxPixels = 100_000_000;

    private Builder() {}

    /** Bytes of an image's file, 1 to 1 GiB; default 256 MiB. */
    public Builder maxEntryBytes(int maxEntryBytes) {
      this.maxEntryBytes = maxEntryBytes;
      return this;
    }

    /**
     * Bytes that a compressed byte may become, at least 1; default 1,000. Entries up to 1 MiB are
     * exempt. Deflate reaches at most 1,032, and only on large areas of one value.
     */
    public Builder maxInflateRatio(int maxInflateRatio) {
      this.maxInflateRatio = maxInflateRatio;
      return this;
    }

    /** Width times height of an image, at least 1; default 100,000,000. */
    public Builder maxPixels(int maxPixels) {
      this.maxPixels = maxPixels;
      return this;
    }

    /**
     * The limits.
     *
     * @throws IllegalArgumentException if a limit is out of its range
     */
    public ReadLimits build() {
      check("entry bytes", maxEntryBytes, LARGEST_ENTRY);
      check("inflate ratio", maxInflateRatio, Integer.MAX_VALUE);
      check("pixels", maxPixels, Integer.MAX_VALUE);
      return new ReadLimits(this);
    }

    private static void check(String what, int value, int largest) {
      if (value < 1 || value > largest) {
        throw new IllegalArgumentException(
            "bad limit of %s: expected 1 to %d, found %d".formatted(what, largest, value));
      }
    }
  }
}
