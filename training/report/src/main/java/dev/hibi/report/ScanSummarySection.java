package dev.hibi.report;

import dev.hibi.inspection.scan.HeatScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was found in all photographs together.
 *
 * @param unreadable how many could not be read
 * @param ofPhotographs whether the threshold was found by whole ones
 */
record ScanSummarySection(List<ScannedPhoto> photos, int unreadable, boolean ofPhotographs)
    implements Section {
  private static final int STOPS = 12;

  @Override
  public String id() {
    return "summary";
  }

  @Override
  public Wording title() {
    return ScanWord.SUMMARY;
  }

  @Override
  public void writeTo(Page page) {
    page.out().open("ul", "class", "says");
    sentences(page).forEach(sentence -> page.out().leaf("li", sentence));
    page.out().closeLine();
    if (!photos.isEmpty()) {
      scale(page);
      table(page);
    }
  }

  private List<String> sentences(Page page) {
    List<String> sentences = new ArrayList<>();
    long alarms = photos.stream().filter(ScannedPhoto::isAlarm).count();
    if (alarms == 0) {
      sentences.add(page.say(ScanWord.NOTHING));
    } else {
      long regions = photos.stream().mapToLong(photo -> photo.regions().size()).sum();
      double area = photos.stream().mapToDouble(ScannedPhoto::area).sum();
      double all =
          photos.stream()
              .filter(ScannedPhoto::isAlarm)
              .mapToDouble(photo -> (double) photo.width() * photo.height())
              .sum();
      String found = page.say(ScanWord.ALARMS, Numbers.count(alarms), Numbers.count(photos.size()));
      sentences.add(
          page.joined(
              found,
              page.say(ScanWord.REGIONS_SAY, Numbers.count(regions), Numbers.percent(area / all))));
    }
    photos.stream()
        .findFirst()
        .ifPresent(
            photo ->
                sentences.add(
                    page.say(
                        ofPhotographs ? ScanWord.DECIDES_OF_PHOTOGRAPHS : ScanWord.DECIDES,
                        Names.shown(photo.positive()),
                        Numbers.probability(photo.threshold()))));
    long strange = photos.stream().mapToLong(ScannedPhoto::unfamiliar).sum();
    if (strange > 0) {
      long tiles = photos.stream().mapToLong(ScannedPhoto::tiles).sum();
      sentences.add(
          page.say(
              ScanWord.UNFAMILIAR,
              Numbers.count(strange),
              Numbers.count(tiles),
              Numbers.percent((double) strange / tiles)));
    }
    if (unreadable > 0) {
      sentences.add(page.say(ScanWord.UNREAD, Numbers.count(unreadable)));
    }
    return sentences;
  }

  private static void scale(Page page) {
    Markup out = page.out();
    out.open("div", "class", "scale")
        .open("svg", "viewBox", "0 0 240 20", "role", "img", "aria-labelledby", "scale-title")
        .leaf("title", page.say(ScanWord.SCALE_TITLE), "id", "scale-title")
        .open("linearGradient", "id", "scale");
    for (int i = 0; i <= STOPS; i++) {
      double place = (double) i / STOPS;
      int colour = HeatScale.over(place);
      out.empty(
          "stop",
          "offset",
          String.format(Locale.ROOT, "%.3f", place),
          "stop-color",
          String.format(Locale.ROOT, "#%06x", HeatScale.colour(place) & 0xFFFFFF),
          "stop-opacity",
          String.format(Locale.ROOT, "%.2f", (colour >>> 24) / 255.0));
    }
    out.close().empty("rect", "width", "240", "height", "20", "fill", "url(#scale)");
    out.empty("path", "class", "axis", "d", "M120 0V20");
    out.close().leaf("span", page.say(ScanWord.SCALE)).closeLine();
  }

  private void table(Page page) {
    Table table =
        Table.of(
            page.say(ScanWord.ALL_OF_THEM),
            page.say(ScanWord.PHOTOGRAPH),
            "#" + page.say(ScanWord.REGIONS),
            "#" + page.say(ScanWord.HIGHEST),
            "#" + page.say(ScanWord.AREA_SHARE),
            "#" + page.say(ScanWord.TILES),
            "#" + page.say(ScanWord.UNFAMILIAR_TILES),
            "#" + page.say(ScanWord.SIZE));
    int shown = Math.min(photos.size(), page.allowance().rows());
    for (int i = 0; i < shown; i++) {
      ScannedPhoto photo = photos.get(i);
      String address = "#" + ScanPhotosSection.idOf(i);
      table.row(
          out ->
              out.open("a", "href", address)
                  .leaf("bdi", Names.shown(photo.name()), "class", "name")
                  .close(),
          Cell.of(Numbers.count(photo.regions().size())),
          Cell.of(photo.isAlarm() ? Numbers.percent(photo.peak()) : "–"),
          Cell.of(photo.isAlarm() ? Numbers.percent(photo.areaShare()) : "–"),
          Cell.of(Numbers.count(photo.tiles())),
          Cell.of(Numbers.count(photo.unfamiliar())),
          Cell.of(photo.width() + " × " + photo.height()));
    }
    table.writeTo(page.out());
    page.more(photos.size() - shown);
  }
}
