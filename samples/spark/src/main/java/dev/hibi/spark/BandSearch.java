package dev.hibi.spark;

import dev.hibi.dataset.audit.CandidateBands;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Pairs of images whose signatures lie close together, by a join of {@linkplain CandidateBands
 * bands}: each signature is sent to its band of each table, and compared there with the {@value
 * CandidateBands#WINDOW} that follow it.
 *
 * <p>The same pairs as those of an audit on one machine, which looks at the same bands in the same
 * order; that one also stops at 16 partners of an image, this one does not.
 */
final class BandSearch {
  /** Tables that are on the way at the same time: about 2.5 KB an image. */
  private static final int TABLES_PER_ROUND = 10;

  private final JavaSparkContext context;
  private final int parts;

  /**
   * A search.
   *
   * @param parts into how many the signatures are divided
   */
  BandSearch(JavaSparkContext context, int parts) {
    this.context = context;
    this.parts = parts;
  }

  /** Two images by their numbers, the first below the second. */
  record Pair(long first, long second) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A signature's place in a table; those of a band are together and sorted by image. */
  private record Cell(int table, long band, long image) implements Comparable<Cell>, Serializable {
    private static final long serialVersionUID = 1L;

    boolean shares(Cell other) {
      return table == other.table && band == other.band;
    }

    @Override
    public int compareTo(Cell other) {
      int byTable = Integer.compare(table, other.table);
      int byBand = byTable != 0 ? byTable : Long.compare(band, other.band);
      return byBand != 0 ? byBand : Long.compare(image, other.image);
    }
  }

  /** Keeps a band together. */
  private static final class ByBand extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int parts;

    ByBand(int parts) {
      this.parts = parts;
    }

    @Override
    public int numPartitions() {
      return parts;
    }

    @Override
    public int getPartition(Object key) {
      Cell cell = (Cell) key;
      return Math.floorMod(31 * Long.hashCode(cell.band) + cell.table, parts);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByBand by && by.parts == parts;
    }

    @Override
    public int hashCode() {
      return parts;
    }
  }

  /**
   * Finds them, table by table in rounds.
   *
   * @param images with a signature, each content once
   */
  JavaRDD<Pair> pairs(JavaRDD<MeasuredImage> images) {
    JavaRDD<Pair> all = context.emptyRDD();
    for (int from = 0; from < CandidateBands.TABLES; from += TABLES_PER_ROUND) {
      int first = from;
      int end = Math.min(CandidateBands.TABLES, from + TABLES_PER_ROUND);
      JavaRDD<Pair> round =
          images
              .mapPartitionsToPair(part -> cells(part, first, end))
              .repartitionAndSortWithinPartitions(new ByBand(parts))
              .mapPartitions(Neighbours::new)
              .distinct(parts)
              .persist(StorageLevel.DISK_ONLY());
      round.count(); // now, so that no more tables are on the way
      all = all.union(round);
    }
    return all.distinct(parts);
  }

  private static Iterator<Tuple2<Cell, float[]>> cells(
      Iterator<MeasuredImage> images, int from, int end) {
    CandidateBands bands = new CandidateBands();
    return new Iterator<>() {
      private final Deque<Tuple2<Cell, float[]>> ready = new ArrayDeque<>();

      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || images.hasNext();
      }

      @Override
      public Tuple2<Cell, float[]> next() {
        if (ready.isEmpty()) {
          MeasuredImage image = images.next();
          float[] signature = image.signature();
          for (int table = from; table < end; table++) {
            Cell cell = new Cell(table, bands.band(table, signature), image.id());
            ready.add(new Tuple2<>(cell, signature));
          }
        }
        return ready.remove();
      }
    };
  }

  /** Compares each signature with those before it in its band. */
  private static final class Neighbours implements Iterator<Pair> {
    private final Iterator<Tuple2<Cell, float[]>> cells;
    private final Deque<Tuple2<Cell, float[]>> before = new ArrayDeque<>();
    private final List<Pair> ready = new ArrayList<>();

    Neighbours(Iterator<Tuple2<Cell, float[]>> cells) {
      this.cells = cells;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && cells.hasNext()) {
        compare(cells.next());
      }
      return !ready.isEmpty();
    }

    private void compare(Tuple2<Cell, float[]> next) {
      if (!before.isEmpty() && !before.getLast()._1().shares(next._1())) {
        before.clear();
      }
      for (Tuple2<Cell, float[]> other : before) {
        if (CandidateBands.areNear(other._2(), next._2())) {
          ready.add(new Pair(other._1().image(), next._1().image()));
        }
      }
      before.add(next);
      if (before.size() > CandidateBands.WINDOW) {
        before.remove();
      }
    }

    @Override
    public Pair next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no more pairs");
      }
      return ready.remove(ready.size() - 1);
    }
  }
}
