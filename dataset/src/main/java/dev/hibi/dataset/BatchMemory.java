package dev.hibi.dataset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;

/**
 * Where the threads write a batch's floats, and the array that these become. Ended by either
 * method, once, when no thread writes any more.
 */
interface BatchMemory {
  /** float32 (N, H, W, 3), without a position of interest. */
  FloatBuffer floats();

  /** The array, float32 (N, 3, H, W), attached to a manager; it owns its memory. */
  NDArray toArray(NDManager manager);

  /** Gives the memory back unused. */
  void discard();
}
