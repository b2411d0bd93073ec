package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.scoring.PatchBank;

/**
 * What is computed of patches: their features, as an expression, and their distances to a bank, as
 * methods of an object that has its {@code rows}.
 *
 * <p>Which rows are nearest is found by matrix products in float32, an image at a time, so that
 * memory holds the distances of one image's patches. Rounding can hide which is nearest or
 * farthest; so several of them are looked at again, by differences, and the score is made of these.
 */
final class PatchScript {
  /** Patches of an image, and rows nearest to each, that are looked at again. */
  private static final int AGAIN = 4;

  private static final String METHODS =
      """
      def squares(self: SELF) -> Tensor:
        return torch.sum(torch.mul(self.rows, self.rows), [1])
      def points(self: SELF, x: Tensor, image: int) -> Tensor:
        map = torch.permute(torch.select(x, 0, image), [1, 2, 0])
        return torch.to(torch.reshape(map, [-1, %2$d]), %1$d)
      def keys(self: SELF, points: Tensor, squares: Tensor) -> Tensor:
        return torch.addmm(squares, points, torch.t(self.rows), beta=1, alpha=-2)
      def gaps(self: SELF, points: Tensor, rows: Tensor) -> Tensor:
        found = torch.index_select(self.rows, 0, torch.reshape(rows, [-1]))
        shaped = torch.reshape(found, [torch.size(points, 0), -1, %2$d])
        gaps = torch.sub(shaped, torch.unsqueeze(points, 1))
        return torch.sqrt(torch.sum(torch.mul(gaps, gaps), [2]))
      def distances(self: SELF, x: Tensor) -> Tensor:
        squares = (self).squares()
        maps = annotate(List[Tensor], [])
        for i in range(torch.size(x, 0)):
          points = (self).points(x, i, )
          least = torch.amin((self).keys(points, squares, ), [1])
          squared = torch.add(least, torch.sum(torch.mul(points, points), [1]))
          _0 = torch.append(maps, torch.sqrt(torch.relu(squared)))
        return torch.reshape(torch.stack(maps), [torch.size(x, 0), torch.size(x, 2), torch.size(x, 3)])
      """;

  /** Of the farthest alone, weighted. */
  private static final String FARTHEST =
      """
      def forward(self: SELF, x: Tensor) -> Tensor:
        squares = (self).squares()
        patches = annotate(List[Tensor], [])
        nearest = annotate(List[Tensor], [])
        largest = annotate(List[Tensor], [])
        for i in range(torch.size(x, 0)):
          points = (self).points(x, i, )
          keys = (self).keys(points, squares, )
          least = torch.add(torch.amin(keys, [1]), torch.sum(torch.mul(points, points), [1]))
          far = torch.slice(torch.argsort(least, -1, True), 0, 0, %3$d)
          farthest = torch.index_select(points, 0, far)
          _1, rows, = torch.topk(torch.index_select(keys, 0, far), %4$d, 1, False)
          distances = (self).gaps(farthest, rows, )
          patch = torch.reshape(torch.argmax(torch.amin(distances, [1])), [1])
          own = torch.index_select(distances, 0, patch)
          row = torch.argmin(own, 1)
          _2 = torch.append(patches, torch.index_select(farthest, 0, patch))
          _3 = torch.append(nearest, torch.reshape(torch.index_select(torch.index_select(rows, 0, patch), 1, row), [1]))
          _4 = torch.append(largest, torch.amin(own, [1]))
        return (self).weighted(torch.cat(patches), torch.cat(nearest), torch.cat(largest), squares, )
      """;

  /** Of some percent of the patches, those that are farthest, the mean. */
  private static final String MEAN =
      """
      def forward(self: SELF, x: Tensor) -> Tensor:
        squares = (self).squares()
        scores = annotate(List[Tensor], [])
        for i in range(torch.size(x, 0)):
          points = (self).points(x, i, )
          keys = (self).keys(points, squares, )
          least = torch.add(torch.amin(keys, [1]), torch.sum(torch.mul(points, points), [1]))
          count = torch.floordiv(torch.add(torch.mul(torch.size(points, 0), %5$d), 99), 100)
          far = torch.slice(torch.argsort(least, -1, True), 0, 0, torch.add(count, %3$d))
          farthest = torch.index_select(points, 0, far)
          _0, rows, = torch.topk(torch.index_select(keys, 0, far), %4$d, 1, False)
          distances = torch.amin((self).gaps(farthest, rows, ), [1])
          largest, _1, = torch.topk(distances, count)
          _2 = torch.append(scores, torch.mean(largest))
        return torch.unsqueeze(torch.log(torch.clamp_min(torch.stack(scores), %6$s)), 1)
      """;

  private static final String WEIGHTED =
      """
      def weighted(self: SELF, patches: Tensor, nearest: Tensor, largest: Tensor, squares: Tensor) -> Tensor:
        centres = torch.index_select(self.rows, 0, nearest)
        _0, near, = torch.topk((self).keys(centres, squares, ), %7$d, 1, False)
        _1, ranks, = torch.topk((self).gaps(centres, near, ), %8$d, 1, False)
        neighbours = (self).gaps(patches, torch.gather(near, 1, ranks), )
        sums = torch.sum(torch.exp(torch.sub(neighbours, torch.unsqueeze(largest, 1))), [1])
        score = torch.mul(largest, torch.sub(1., torch.reciprocal(sums)))
        return torch.unsqueeze(torch.log(torch.clamp_min(score, %6$s)), 1)
      """;

  /** A bank of one row has no rare rows. */
  private static final String UNWEIGHTED =
      """
      def weighted(self: SELF, patches: Tensor, nearest: Tensor, largest: Tensor, squares: Tensor) -> Tensor:
        return torch.unsqueeze(torch.log(torch.clamp_min(largest, %6$s)), 1)
      """;

  private PatchScript() {}

  /**
   * {@code forward(x)} to the logarithm of the score, float32 (N, 1), and {@code distances(x)} to
   * those of all patches, float32 (N, height, width).
   */
  static String methods(Layer.PatchScore score) {
    int again = Math.min(AGAIN, score.rows());
    String methods =
        METHODS
            + (score.percent() > 0
                ? MEAN
                : score.rows() > 1 ? FARTHEST + WEIGHTED : FARTHEST + UNWEIGHTED);
    return methods.formatted(
        ScriptClass.FLOAT32,
        score.width(),
        AGAIN,
        again,
        score.percent(),
        Double.toString(Layer.PatchScore.LEAST),
        Math.min(PatchBank.NEIGHBOURS + AGAIN, score.rows()),
        Math.min(PatchBank.NEIGHBOURS, score.rows()));
  }

  /** The features of patches, of two maps. */
  static String patches(Layer.Patches layer, String fine, String coarse) {
    String means = "torch.avg_pool2d(%s, [3, 3], [1, 1], [1, 1], False, False)";
    String enlarged =
        "torch.upsample_bilinear2d(%s, [torch.size(%2$s, 2), torch.size(%2$s, 3)], False)"
            .formatted(means.formatted(coarse), fine);
    String all = "torch.cat([%s, %s], 1)".formatted(means.formatted(fine), enlarged);
    return layer.stride() == 1
        ? all
        : "torch.slice(torch.slice(%s, 2, None, None, %2$d), 3, None, None, %2$d)"
            .formatted(all, layer.stride());
  }
}
