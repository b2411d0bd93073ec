package dev.hibi.spark;

import java.io.Serializable;

/**
 * Two images of which one is a copy of the other, by their numbers.
 *
 * @param identical whether the files are the same to the byte
 * @param form what turns the first into the second
 * @param correlation of the two surfaces, laid on each other, 1 if identical
 */
record CopyPair(long first, long second, boolean identical, String form, double correlation)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
