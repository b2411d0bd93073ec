package dev.hibi.report;

import java.util.List;

/** The photographs that could not be read, and why. */
record UnreadableSection(List<Unreadable> photos) implements Section {
  /** A photograph with what is wrong with it. */
  record Unreadable(String name, String reason) {}

  @Override
  public String id() {
    return "unreadable";
  }

  @Override
  public Wording title() {
    return ScanWord.UNREADABLE;
  }

  @Override
  public void writeTo(Page page) {
    Table table =
        Table.of(
                page.say(ScanWord.UNREADABLE),
                page.say(ScanWord.PHOTOGRAPH),
                "~" + page.say(ScanWord.REASON))
            .hidingCaption();
    int shown = Math.min(photos.size(), page.allowance().rows());
    photos
        .subList(0, shown)
        .forEach(photo -> table.row(Cell.name(photo.name()), reason(page, photo.reason())));
    table.writeTo(page.out());
    page.more(photos.size() - shown);
  }

  /** It is English on every page. */
  private static Cell reason(Page page, String reason) {
    return page.language() == ReportLanguage.ENGLISH
        ? Cell.name(reason)
        : out ->
            out.leaf(
                "bdi", Names.shown(reason), "class", "name", "lang", ReportLanguage.ENGLISH.id());
  }
}
