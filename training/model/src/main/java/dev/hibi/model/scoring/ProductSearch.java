package dev.hibi.model.scoring;

import java.util.stream.IntStream;

/** The nearest of rows among themselves, by {@link NeighbourBank.RowProducts} of blocks of them. */
final class ProductSearch {
  private ProductSearch() {}

  /**
   * The nearest of each row's others, whatever the products' rounding but where it hides one behind
   * more than a few.
   *
   * @param products of these rows
   * @param k how many; fewer if there are not so many
   * @param exclusion which rows count as not there
   */
  static NearestRows.Near[] nearest(
      FeatureRows rows,
      NeighbourBank.RowProducts products,
      int k,
      NearestRows.Exclusion exclusion) {
    int all = rows.count();
    float[] squares = rows.squaredLengths();
    NearestRows.Near[] near = new NearestRows.Near[all];
    for (int first = 0; first < all; first += NeighbourBank.RowProducts.BLOCK) {
      int begin = first;
      int end = Math.min(all, begin + NeighbourBank.RowProducts.BLOCK);
      float[] block = products.of(begin, end - begin);
      IntStream.range(begin, end)
          .parallel()
          .forEach(
              point -> {
                Selection selection = new Selection(k, all, exclusion.of(point));
                selection.look(0, all, squares, block, (point - begin) * all);
                near[point] = selection.result(row -> rows.distance(point, rows, row));
              });
    }
    return near;
  }
}
