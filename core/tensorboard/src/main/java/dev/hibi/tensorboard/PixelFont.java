package dev.hibi.tensorboard;

import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Letters of 5 by 7 pixels, for machines that have no fonts: capitals for letters of both cases,
 * digits and some signs; a box for all else.
 */
final class PixelFont {
  private static final int GLYPH_WIDTH = 5;
  private static final int GLYPH_HEIGHT = 7;

  private static final List<String> BOX =
      """
      #####
      #...#
      #...#
      #...#
      #...#
      #...#
      #####
      """
          .lines()
          .toList();

  private static final Map<Integer, List<String>> GLYPHS = new HashMap<>();

  static {
    add(
        "0123456789",
        """
        .###. ..#.. .###. .###. ...#. ##### .###. ##### .###. .###.
        #...# .##.. #...# #...# ..##. #.... #.... ....# #...# #...#
        #..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#
        #.#.# ..#.. ...#. ..##. #..#. ....# ####. ..#.. .###. .####
        ##..# ..#.. ..#.. ....# ##### ....# #...# ..#.. #...# ....#
        #...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ....#
        .###. .###. ##### .###. ...#. .###. .###. .#... .###. .###.
        """);
    add(
        "ABCDEFGHI",
        """
        .###. ####. .###. ####. ##### ##### .###. #...# .###.
        #...# #...# #...# #...# #.... #.... #...# #...# ..#..
        #...# #...# #.... #...# #.... #.... #.... #...# ..#..
        ##### ####. #.... #...# ####. ####. #.### ##### ..#..
        #...# #...# #.... #...# #.... #.... #...# #...# ..#..
        #...# #...# #...# #...# #.... #.... #...# #...# ..#..
        #...# ####. .###. ####. ##### #.... .###. #...# .###.
        """);
    add(
        "JKLMNOPQR",
        """
        ..### #...# #.... #...# #...# .###. ####. .###. ####.
        ...#. #..#. #.... ##.## ##..# #...# #...# #...# #...#
        ...#. #.#.. #.... #.#.# #.#.# #...# #...# #...# #...#
        ...#. ##... #.... #.#.# #.#.# #...# ####. #...# ####.
        ...#. #.#.. #.... #...# #..## #...# #.... #.#.# #.#..
        #..#. #..#. #.... #...# #...# #...# #.... #..#. #..#.
        .##.. #...# ##### #...# #...# .###. #.... .##.# #...#
        """);
    add(
        "STUVWXYZ ",
        """
        .###. ##### #...# #...# #...# #...# #...# ##### .....
        #...# ..#.. #...# #...# #...# #...# #...# ....# .....
        #.... ..#.. #...# #...# #...# .#.#. .#.#. ...#. .....
        .###. ..#.. #...# #...# #.#.# ..#.. ..#.. ..#.. .....
        ....# ..#.. #...# #...# #.#.# .#.#. ..#.. .#... .....
        #...# ..#.. #...# .#.#. ##.## #...# ..#.. #.... .....
        .###. ..#.. .###. ..#.. #...# #...# ..#.. ##### .....
        """);
    add(
        ".,-_:/%()+=!>",
        """
        ..... ..... ..... ..... ..... ....# ##..# ...#. .#... ..... ..... ..#.. #....
        ..... ..... ..... ..... .##.. ....# ##..# ..#.. ..#.. ..#.. ..... ..#.. .#...
        ..... ..... ..... ..... .##.. ...#. ...#. .#... ...#. ..#.. ##### ..#.. ..#..
        ..... ..... .###. ..... ..... ..#.. ..#.. .#... ...#. ##### ..... ..#.. ...#.
        ..... ..... ..... ..... .##.. .#... .#... .#... ...#. ..#.. ##### ..#.. ..#..
        .##.. .##.. ..... ..... .##.. #.... #..## ..#.. ..#.. ..#.. ..... ..... .#...
        .##.. .#... ..... ##### ..... #.... #..## ...#. .#... ..... ..... ..#.. #....
        """);
  }

  private PixelFont() {}

  private static void add(String characters, String art) {
    List<String> rows = art.lines().toList();
    for (int i = 0; i < characters.length(); i++) {
      int from = i * (GLYPH_WIDTH + 1);
      GLYPHS.put(
          (int) characters.charAt(i),
          rows.stream().map(row -> row.substring(from, from + GLYPH_WIDTH)).toList());
    }
  }

  /** Pixels of a line of text, {@code scale} pixels wide for each of a glyph's. */
  static int width(String text, int scale) {
    int glyphs = text.codePointCount(0, text.length());
    return Math.max(0, glyphs * (GLYPH_WIDTH + 1) - 1) * scale;
  }

  static int height(int scale) {
    return GLYPH_HEIGHT * scale;
  }

  /** Draws a line of text with its upper left corner at a place; what lies outside is cut off. */
  static void draw(BufferedImage image, String text, int left, int top, int scale, int rgb) {
    int x = left;
    for (int c : text.toUpperCase(Locale.ROOT).codePoints().toArray()) {
      List<String> glyph = GLYPHS.getOrDefault(c, BOX);
      for (int row = 0; row < GLYPH_HEIGHT * scale; row++) {
        for (int column = 0; column < GLYPH_WIDTH * scale; column++) {
          if (glyph.get(row / scale).charAt(column / scale) == '#') {
            set(image, x + column, top + row, rgb);
          }
        }
      }
      x += (GLYPH_WIDTH + 1) * scale;
    }
  }

  private static void set(BufferedImage image, int x, int y, int rgb) {
    if (x >= 0 && x < image.getWidth() && y >= 0 && y < image.getHeight()) {
      image.setRGB(x, y, rgb);
    }
  }
}
