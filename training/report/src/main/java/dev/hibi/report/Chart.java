package dev.hibi.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart as SVG, with a title and its meaning for who does not see it, and below it its numbers as
 * a table.
 *
 * @param id unique on a page
 * @param title of the chart
 * @param meaning what it says, in a sentence or two
 */
record Chart(String id, String title, String meaning, Axis across, Axis up, List<Series> series) {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 370;
  private static final int LEFT = 76;
  private static final int RIGHT = 30;
  private static final int TOP = 14;
  private static final int BOTTOM = 58;
  private static final int DOT = 5;
  private static final int COLOURS = 6;

  void writeTo(Page page, Table numbers) {
    Markup out = page.out();
    out.open("figure", "id", id).leaf("h3", title, "id", id + "-heading");
    out.leaf("p", meaning, "class", "dim");
    out.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "xmlns",
        "http://www.w3.org/2000/svg",
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-meaning");
    out.leaf("title", title, "id", id + "-title").leaf("desc", meaning, "id", id + "-meaning");
    axes(out);
    series.forEach(one -> draw(out, one));
    out.closeLine();
    legend(out);
    out.open("details").leaf("summary", page.say(PageWord.NUMBERS));
    numbers.writeTo(out);
    out.close().closeLine();
  }

  private double x(double value) {
    return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String at(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }

  private void axes(Markup out) {
    for (double tick : up.ticks()) {
      String height = at(y(tick));
      line(out, "grid", at(LEFT), height, at(WIDTH - RIGHT), height);
      text(out, up.tick(tick), at(LEFT - 8), at(y(tick) + 5), "end", "soft");
    }
    for (double tick : across.ticks()) {
      String place = at(x(tick));
      line(out, "grid", place, at(TOP), place, at(HEIGHT - BOTTOM));
      text(out, across.tick(tick), place, at(HEIGHT - BOTTOM + 20), "middle", "soft");
    }
    out.empty(
        "path",
        "class",
        "axis",
        "d",
        "M%d %dV%dH%d".formatted(LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT));
    double middle = (LEFT + WIDTH - RIGHT) / 2.0;
    text(out, across.name(), at(middle), at(HEIGHT - 10), "middle", "name-of-axis");
    double height = (TOP + HEIGHT - BOTTOM) / 2.0;
    out.leaf(
        "text",
        up.name(),
        "x",
        at(-height),
        "y",
        "18",
        "text-anchor",
        "middle",
        "transform",
        "rotate(-90)");
  }

  private static void line(Markup out, String style, String x1, String y1, String x2, String y2) {
    out.empty("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
  }

  private static void text(
      Markup out, String text, String x, String y, String anchor, String style) {
    out.leaf("text", text, "class", style, "x", x, "y", y, "text-anchor", anchor);
  }

  private void draw(Markup out, Series one) {
    int colour = one.number() % COLOURS;
    switch (one.form()) {
      case LINE -> path(out, "line s" + colour, one);
      case GUIDE -> path(out, "guide", one);
      case DOTS, INTERVALS -> {
        for (Series.Mark mark : one.marks()) {
          String x = at(x(mark.x()));
          if (one.form() == Series.Form.INTERVALS) {
            line(out, "bar b" + colour, x, at(y(mark.low())), x, at(y(mark.high())));
          }
          String style = "dot f" + colour;
          out.empty("circle", "class", style, "cx", x, "cy", at(y(mark.y())), "r", "" + DOT);
        }
      }
    }
  }

  private void path(Markup out, String style, Series one) {
    StringBuilder path = new StringBuilder();
    for (Series.Mark mark : one.marks()) {
      path.append(path.isEmpty() ? 'M' : 'L').append(at(x(mark.x()))).append(' ');
      path.append(at(y(mark.y())));
    }
    if (!path.isEmpty()) {
      out.empty("path", "class", style, "d", path.toString());
    }
  }

  private void legend(Markup out) {
    out.open("ul", "class", "legend");
    for (Series one : series) {
      int colour = one.number() % COLOURS;
      out.open("li").open("svg", "viewBox", "0 0 34 12", "aria-hidden", "true");
      switch (one.form()) {
        case LINE -> line(out, "line s" + colour, "1", "6", "33", "6");
        case GUIDE -> line(out, "guide", "1", "6", "33", "6");
        case DOTS ->
            out.empty("circle", "class", "dot f" + colour, "cx", "17", "cy", "6", "r", "5");
        case INTERVALS -> {
          line(out, "bar b" + colour, "17", "0", "17", "12");
          out.empty("circle", "class", "dot f" + colour, "cx", "17", "cy", "6", "r", "4");
        }
      }
      out.close().leaf("span", one.name()).close();
    }
    out.closeLine();
  }
}
