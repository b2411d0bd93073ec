package dev.hibi.inspection.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.inspection.scan.Outline.Corner;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cells of 10 pixels, drawn as letters: # belongs to the region. */
final class OutlineSearchTest {
  private static ScoreField field(int width, int height) {
    return new ScoreField.Merge(width, height, 10, 10).field();
  }

  private static List<Outline> outlines(String... rows) {
    BitSet cells = new BitSet();
    int columns = rows[0].length();
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < columns; x++) {
        cells.set(y * columns + x, rows[y].charAt(x) == '#');
      }
    }
    return new OutlineSearch(field(10 * columns - 3, 10 * rows.length), cells).outlines();
  }

  private static List<Corner> corners(int... numbers) {
    return IntStream.range(0, numbers.length / 2)
        .mapToObj(i -> new Corner(numbers[2 * i], numbers[2 * i + 1]))
        .toList();
  }

  @Test
  void aRectangleHasFourCornersAndEndsWithThePhotograph() {
    assertThat(outlines("...", ".##", ".##"))
        .containsExactly(new Outline(corners(10, 10, 27, 10, 27, 30, 10, 30), List.of()));
  }

  @Test
  void aHoleIsGoneAroundTheOtherWay() {
    assertThat(outlines("###.", "#.#.", "###."))
        .containsExactly(
            new Outline(
                corners(0, 0, 30, 0, 30, 30, 0, 30),
                List.of(corners(10, 10, 10, 20, 20, 20, 20, 10))));
  }

  @Test
  void partsThatTouchAtACornerAloneAreApart() {
    assertThat(outlines("#..", ".#.", "..."))
        .containsExactly(
            new Outline(corners(0, 0, 10, 0, 10, 10, 0, 10), List.of()),
            new Outline(corners(10, 10, 20, 10, 20, 20, 10, 20), List.of()));
  }

  @Test
  void whatLiesInAHoleIsAPartOfItsOwn() {
    List<Outline> found = outlines("#####.", "#...#.", "#.#.#.", "#...#.", "#####.");

    assertThat(found).hasSize(2);
    assertThat(found.get(0).holes()).hasSize(1);
    assertThat(found.get(1).holes()).isEmpty();
  }

  private static long twiceTheArea(List<Corner> ring) {
    long sum = 0;
    for (int i = 0; i < ring.size(); i++) {
      Corner one = ring.get(i);
      Corner two = ring.get((i + 1) % ring.size());
      sum += (long) one.x() * two.y() - (long) two.x() * one.y();
    }
    return sum;
  }

  @Test
  void anyRegionIsItsOutlinesWithoutTheirHolesAndNoneTouchesItself() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      int columns = 1 + random.nextInt(9);
      int rows = 1 + random.nextInt(9);
      BitSet cells = new BitSet();
      for (int i = 0; i < columns * rows; i++) {
        cells.set(i, random.nextInt(3) > 0);
      }
      List<Outline> found = new OutlineSearch(field(10 * columns, 10 * rows), cells).outlines();

      long area = 0;
      for (Outline outline : found) {
        assertThat(new HashSet<>(outline.outer())).hasSameSizeAs(outline.outer());
        area += twiceTheArea(outline.outer());
        for (List<Corner> hole : outline.holes()) {
          assertThat(new HashSet<>(hole)).hasSameSizeAs(hole);
          assertThat(twiceTheArea(hole)).isNegative();
          area += twiceTheArea(hole);
        }
      }
      assertThat(area).isEqualTo(200L * cells.cardinality());
    }
  }
}
