package dev.hibi.dataset;

import dev.hibi.dataset.preparation.SamplePreparation;

/**
 * What an {@link ImageTable} and its views share.
 *
 * @param arrays closed with the pool, which fills them
 */
record OpenTable(
    TableRows<?> rows, SamplePreparation preparation, PreparationPool pool, BatchArrays arrays)
    implements AutoCloseable {

  static OpenTable of(TableRows<?> rows, SamplePreparation preparation, int threads) {
    return new OpenTable(
        rows,
        preparation,
        new PreparationPool(threads, preparation.spec().floatCount()),
        new BatchArrays(preparation.spec()));
  }

  @Override
  public void close() {
    pool.close();
    if (pool.isTerminated()) {
      arrays.close(); // else a thread still writes: better its memory is lost than taken away
    }
  }
}
