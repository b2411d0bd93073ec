package dev.hibi.training;

import java.util.List;

/**
 * Which epoch's weights become the model, and when a run ends early: by the validation loss alone.
 *
 * <p>The best epoch is that of the least validation loss, of equal ones the first.
 *
 * @param best whether the best epoch's weights are the model; else the last one's
 * @param patience after how many epochs without a better one the run ends; 0 for never
 */
public record EpochSelection(boolean best, int patience) {
  /** The last epoch, and all of them. */
  public static final EpochSelection LAST = new EpochSelection(false, 0);

  /**
   * Checks the patience.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public EpochSelection {
    if (patience < 0) {
      throw new IllegalArgumentException(
          "bad patience: expected 1 and more, or 0 for none, found " + patience);
    }
  }

  /** {@code best} or {@code last}, as settings have it. */
  public String id() {
    return best ? "best" : "last";
  }

  /** Whether anything is chosen, for which validation data are needed. */
  public boolean isChoice() {
    return best || patience > 0;
  }

  /**
   * The epoch whose weights are the model, from 1.
   *
   * @param history at least one epoch
   */
  int selected(List<EpochMetrics> history) {
    return best ? bestOf(history) : history.size();
  }

  /** The epoch of the least loss, from 1; 0 of none. */
  static int bestOf(List<EpochMetrics> history) {
    int found = 0;
    for (int i = 0; i < history.size(); i++) {
      if (found == 0 || history.get(i).loss() < history.get(found - 1).loss()) {
        found = i + 1;
      }
    }
    return found;
  }

  /** Whether a run ends after these epochs, however many were planned. */
  boolean endsAfter(List<EpochMetrics> history) {
    return patience > 0 && history.size() - bestOf(history) >= patience;
  }
}
