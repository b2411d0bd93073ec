package dev.hibi.training;

import ai.djl.training.dataset.Batch;
import java.util.Iterator;

/** Batches, and how long one waited for them. */
final class WaitingClock implements Iterator<Batch> {
  private final Iterator<Batch> batches;
  private long waited;

  /** Begins to read. */
  WaitingClock(Iterable<Batch> batches) {
    long begin = System.nanoTime();
    this.batches = batches.iterator();
    waited = System.nanoTime() - begin;
  }

  @Override
  public boolean hasNext() {
    long begin = System.nanoTime();
    try {
      return batches.hasNext();
    } finally {
      waited += System.nanoTime() - begin;
    }
  }

  @Override
  public Batch next() {
    long begin = System.nanoTime();
    try {
      return batches.next();
    } finally {
      waited += System.nanoTime() - begin;
    }
  }

  double waitedSeconds() {
    return waited / 1e9;
  }
}
