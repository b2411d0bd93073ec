package dev.hibi.report;

import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Each photograph with what was found in it: to look into, and its regions as a table. */
record ScanPhotosSection(List<ScannedPhoto> photos) implements Section {
  /** Pixels of a picture's longer side, as many as there is room for. */
  private static final int[] EDGES = {3072, 2048, 1536, 1024, 768, 512, 384};

  /** The same where nothing was found. */
  private static final int[] SMALL_EDGES = {768, 512, 384};

  private static final int MOST_REGIONS = 50;

  @Override
  public String id() {
    return "photographs";
  }

  /** What the address of a photograph ends in. */
  static String idOf(int number) {
    return "photograph-" + (number + 1);
  }

  @Override
  public Wording title() {
    return ScanWord.PHOTOGRAPHS;
  }

  @Override
  public void writeTo(Page page) throws IOException {
    int shown = Math.min(photos.size(), page.allowance().rows());
    for (int i = 0; i < shown; i++) {
      ScannedPhoto photo = photos.get(i);
      String name = Names.shown(photo.name());
      page.out().open("article", "id", idOf(i)).open("h3");
      page.out().leaf("bdi", name, "class", "name").closeLine();
      page.paragraph(words(page, photo));
      Optional<Picture> picture = picture(page.allowance(), photo, shown - i);
      if (picture.isPresent()) {
        viewer(page, photo, name, picture.get());
      } else {
        page.note(page.say(ScanWord.WITHOUT_PICTURE));
      }
      if (photo.isAlarm()) {
        regions(page, photo, name, picture.isPresent());
      }
      page.out().closeLine();
    }
    page.more(photos.size() - shown);
  }

  private static String words(Page page, ScannedPhoto photo) {
    if (!photo.isAlarm()) {
      return page.say(ScanWord.NO_ALARM);
    }
    String found =
        page.say(
            ScanWord.SAYS,
            Numbers.count(photo.regions().size()),
            Numbers.percent(photo.peak()),
            Numbers.percent(photo.areaShare()));
    return photo.areaMm2().isPresent()
        ? page.joined(
            found, page.say(ScanWord.TOGETHER, Numbers.measure(photo.areaMm2().getAsDouble())))
        : found;
  }

  /** As large as the room is that is left for it and those that follow. */
  private static Optional<Picture> picture(Allowance allowance, ScannedPhoto photo, int left)
      throws IOException {
    int room = allowance.pictureBytes() / left;
    RgbImage whole = photo.overlay().picture();
    for (int edge : photo.isAlarm() ? EDGES : SMALL_EDGES) {
      Picture picture = Picture.of(whole, edge);
      if (picture.byteCount() <= room && allowance.take(picture)) {
        return Optional.of(picture);
      }
    }
    return Optional.empty();
  }

  private static void viewer(Page page, ScannedPhoto photo, String name, Picture picture) {
    Markup out = page.out();
    out.open("div", "class", "tools", "role", "group", "aria-label", page.say(ScanWord.TOOLS));
    button(out, "in", page.say(ScanWord.NEARER));
    button(out, "out", page.say(ScanWord.FARTHER));
    button(out, "all", page.say(ScanWord.WHOLE));
    out.leaf("span", page.say(ScanWord.KEYS), "class", "dim").closeLine();
    String keys = page.say(ScanWord.VIEWER, name);
    boolean large = photo.isAlarm() && picture.width() > SMALL_EDGES[0];
    String style = large ? "viewer" : "viewer quiet";
    out.open("div", "class", style, "role", "region", "tabindex", "0", "aria-label", keys)
        .open("div", "class", "plane");
    page.picture(picture, page.say(ScanWord.OVERLAY, name, words(page, photo)));
    out.close().closeLine();
    if (picture.width() < photo.width()) {
      page.note(
          page.say(ScanWord.SMALLER, Numbers.count(picture.width()), Numbers.count(photo.width())));
    }
  }

  private static void button(Markup out, String zoom, String words) {
    out.leaf("button", words, "type", "button", "data-zoom", zoom);
  }

  private static void regions(Page page, ScannedPhoto photo, String name, boolean pictured) {
    boolean measured = photo.areaMm2().isPresent();
    Table table = Table.of(page.say(ScanWord.REGIONS_OF, name), columns(page, measured));
    int most = Math.min(MOST_REGIONS, page.allowance().rows());
    List<ScannedRegion> shown = photo.regions().stream().limit(most).toList();
    for (int i = 0; i < shown.size(); i++) {
      ScannedRegion region = shown.get(i);
      String number = String.valueOf(i + 1);
      List<Cell> cells =
          new ArrayList<>(
              List.of(
                  pictured ? out -> show(page, photo, region, number) : Cell.of(number),
                  Cell.of(Numbers.percent(region.peak())),
                  Cell.of(Numbers.count(region.x())),
                  Cell.of(Numbers.count(region.y())),
                  Cell.of(Numbers.count(region.width())),
                  Cell.of(Numbers.count(region.height())),
                  Cell.of(Numbers.count(region.area()))));
      region
          .onTheWall()
          .filter(known -> measured)
          .ifPresent(
              known -> {
                cells.add(Cell.of(Numbers.measure(known.lengthMm())));
                cells.add(Cell.of(Numbers.measure(known.areaMm2())));
              });
      table.row(cells.toArray(Cell[]::new));
    }
    table.writeTo(page.out());
    page.more(photo.regions().size() - shown.size());
  }

  private static String[] columns(Page page, boolean measured) {
    return Stream.concat(
            Stream.of(
                ScanWord.NUMBER,
                ScanWord.HIGHEST,
                ScanWord.LEFT,
                ScanWord.TOP,
                ScanWord.WIDTH,
                ScanWord.HEIGHT,
                ScanWord.SQUARE_PIXELS),
            measured ? Stream.of(ScanWord.LENGTH_MM, ScanWord.AREA_MM2) : Stream.empty())
        .map(word -> "#" + page.say(word))
        .toArray(String[]::new);
  }

  /** The region's number, and with a script a button that shows it. */
  private static void show(Page page, ScannedPhoto photo, ScannedRegion region, String number) {
    page.out()
        .leaf("span", number, "class", "number")
        .leaf(
            "button",
            page.say(ScanWord.SHOW, number),
            "type",
            "button",
            "class",
            "show",
            "data-number",
            number,
            "data-left",
            share(region.x(), photo.width()),
            "data-top",
            share(region.y(), photo.height()),
            "data-width",
            share(region.width(), photo.width()),
            "data-height",
            share(region.height(), photo.height()));
  }

  private static String share(int part, int whole) {
    return String.format(Locale.ROOT, "%.5f", (double) part / whole);
  }
}
