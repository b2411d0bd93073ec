package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import java.io.IOException;

/**
 * What a network is trained or tested on, batch by batch: inputs and labels, int64 (N).
 *
 * <p>Each batch is the caller's to close; its arrays live on the manager's device.
 */
interface Samples {

  /** How many there are. */
  long size();

  /**
   * Those of an epoch that are left, in its order, prepared for training.
   *
   * @param epoch from 0
   * @param done number of batches that are passed over, and not read
   */
  Iterable<Batch> forTraining(NDManager manager, int epoch, long done) throws IOException;

  /** All of them in their own order, prepared for evaluation. */
  Iterable<Batch> forEvaluation(NDManager manager) throws IOException;
}
