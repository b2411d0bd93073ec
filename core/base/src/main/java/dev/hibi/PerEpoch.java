package dev.hibi;

import java.util.Optional;

/**
 * A data set whose random choices are made anew each epoch, from (seed, epoch, sample) alone.
 *
 * <p>A trainer asks for the data of an epoch by its number, so that a resumed run sees what an
 * uninterrupted one would have seen.
 *
 * @param <D> what is handed out, in practice the data set's own type
 */
@FunctionalInterface
public interface PerEpoch<D> {

  /**
   * The data as this epoch sees it: a view that shares everything but the epoch with this object.
   *
   * @param epoch from 0
   * @return a view; closing this object ends it too
   * @throws IllegalArgumentException if the epoch is negative
   */
  D forEpoch(int epoch);

  /**
   * The data without what is random, prepared as those that a model is tested on.
   *
   * @return a view; closing this object ends it too. Empty, which is the default, if there is none:
   *     then a network that learns cannot be told which images it knows
   */
  default Optional<D> unaugmented() {
    return Optional.empty();
  }
}
