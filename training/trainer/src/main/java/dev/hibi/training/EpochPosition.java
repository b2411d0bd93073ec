package dev.hibi.training;

/**
 * Where a run stands: so many epochs are done, and of the next one what follows.
 *
 * @param epochs that are trained and tested
 * @param step number of updates so far, those of earlier epochs among them
 * @param samples of the epoch under way that were trained on
 * @param lossSum over these, each sample's batch loss; kept to the bit, for the epoch's mean
 * @param seconds wall time of training in the epoch under way
 */
record EpochPosition(int epochs, long step, long samples, double lossSum, double seconds) {

  /** At the end of an epoch, or before the first. */
  static EpochPosition after(int epochs, long step) {
    return new EpochPosition(epochs, step, 0, 0, 0);
  }

  /** Whether no sample of the next epoch was trained on. */
  boolean isBetweenEpochs() {
    return samples == 0;
  }
}
